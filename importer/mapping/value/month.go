package value

import "strings"

// months holds month names and abbreviations, lower case, without their point.
var months = func() map[string]int {
	names := map[string]int{}
	for i, line := range []string{
		"january jan januar jänner janner janvier janv enero ene gennaio gen janeiro januari jän",
		"february feb februar feber février fevrier févr fevr fév febrero febbraio fevereiro fev februari",
		"march mar märz maerz mrz mär mars marzo março marco maart mrt",
		"april apr avril avr abril abr aprile",
		"may mai mayo maggio mag maio mei",
		"june jun juni juin junio giugno giu junho",
		"july jul juli juillet juil julio luglio lug julho",
		"august aug août aout agosto ago augustus",
		"september sep sept septembre septiembre settembre set setembro",
		"october oct oktober okt octobre octubre ottobre ott outubro out",
		"november nov novembre noviembre novembro",
		"december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro",
	} {
		for _, name := range strings.Fields(line) {
			names[name] = i + 1
		}
	}
	return names
}()
