package workbook

import "fmt"

// howTo explains the workbook, a line a paragraph: spreadsheets do not agree on
// how tall a long one is.
func howTo(c Contents) []string {
	list := []string{
		"Each row of the sheets Conflicts and Possible matches is one customer.",
		"Rows with the same cluster may be the same person or organisation. Somebody has to say so.",
		"The clusters with most at stake (orders, memberships, money) come first.",
		"",
		"DECISION",
		"merge: the rows become one customer; the one that stood first remains.",
		"different: no two of the rows are the same customer. They are not proposed again.",
		"unsure: noted; the cluster keeps waiting. Blank: it keeps waiting.",
		"One word in the first row of a cluster counts for all its rows.",
		"With words in several rows, each row speaks for itself.",
		"",
		"GROUP",
		"Rows with the same number are the same customer.",
		"Are only three of four the same? Give the fourth another number; write merge in the first row.",
		"Customers in different groups are kept apart.",
		"",
		"VALUES",
		"Amber values differ. The green ones are taken.",
		"To take another one, pick it in its column \"choose ...\", in any row of the group.",
		"Names and addresses are taken as a whole. All addresses and attributes are kept.",
		"Nothing is lost: what is not taken stays with the merged customer, and a merge can be undone.",
		"",
		"GIVING IT BACK",
		"Reviewer and comment are kept with the decision.",
		"Leave the hidden column fingerprint as it is. It tells whether a customer has changed since;",
		"such a decision is refused, and the cluster comes again.",
		"Save the file, then: rollcall merge apply --decisions FILE",
		"With --dry-run it only says what it would do.",
		"The sheet Merges by itself shows what needs no decision.",
	}
	if c.PossibleTotal > len(c.Possible) {
		list = append(list, "", fmt.Sprintf("Possible matches: %d of %d are shown; pairs.csv has all.", len(c.Possible), c.PossibleTotal))
	}
	return list
}
