package value

import "strings"

// Bool reads a truth value. It accepts, regardless of case, true and false, t
// and f, yes and no, y and n, 1 and 0, on and off, x and check marks for true,
// and the words for yes, no, true and false in German, French, Spanish,
// Italian, Portuguese, Dutch, the Nordic languages, Polish, Czech, Russian,
// Chinese and Japanese. ok is false for anything else, the empty text included.
func Bool(text string) (value, ok bool) {
	switch text {
	case "true", "1":
		return true, true
	case "false", "0":
		return false, true
	}
	value, ok = boolWords[strings.ToLower(text)]
	return value, ok
}

var boolWords = func() map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.Fields(`true t yes y 1 on x ✓ ✔ ☑
		ja j wahr oui vrai sí si verdadero sì vero sim verdadeiro waar sant sand tak prawda ano да истина 是 真 はい`) {
		words[w] = true
	}
	for _, w := range strings.Fields(`false f no n 0 off ✗ ✘ ☐
		nein falsch non faux falso não nao nee onwaar nej nei ei falskt falsk nie fałsz ne нет ложь 否 不是 いいえ`) {
		words[w] = false
	}
	return words
}()
