package privacy

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"rollcall/store/customer"
)

// sealed starts the keys that were made unreadable.
const sealed = "sealed:"

// Salt returns 32 fresh random bytes. Each tenant has its own salt, from its
// first obfuscation on.
func Salt() []byte {
	salt := make([]byte, 32)
	rand.Read(salt) // never fails: the runtime ends the program instead
	return salt
}

// Seal returns what stands for a key whose text may say who somebody is: an
// HMAC-SHA256 under the tenant's salt. It cannot be read back, and without the
// salt no guess at the key can be tried; whoever has the whole store can try
// guesses. The key of a row in last night's file is recognised by it.
func Seal(salt []byte, key string) string {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(key))
	return sealed + hex.EncodeToString(mac.Sum(nil)[:16])
}

// Opaque says whether a remembered key holds nothing but an id: it may stay.
// Keys made of other values (an email, a name, a row's content) may not.
func Opaque(key string) bool {
	kind, _, _ := strings.Cut(key, ":")
	switch kind {
	case "import", "customerId", "id", "externalCustomerId", "externalId", "sealed":
		return true
	}
	for _, related := range customer.Kinds {
		if kind == string(related) {
			return true
		}
	}
	return false
}
