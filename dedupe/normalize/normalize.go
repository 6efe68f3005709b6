// Package normalize turns customer values into the forms that are compared.
// Every function is pure and idempotent on what it returns: the same text gives
// the same form, and a form gives itself. Normalised values serve comparison
// only; what a customer typed stays as it is.
package normalize
