package report

import (
	"fmt"
	"mime"
	"path/filepath"
	"strings"

	"rollcall/dedupe/merge"
)

// MailName is the file name of the short text in a report folder.
const MailName = "summary.txt"

// mail writes the run as a short mail without addresses: a subject line, the
// headers that a plain text needs, and a body of some twenty lines. It counts
// and names files and codes; it never shows a customer's values.
func mail(f *facts, p page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Subject: %s\n", mime.QEncoding.Encode("utf-8", subject(f.summary)))
	b.WriteString("MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n")
	lines := []string{named(p.Title, p.Status)}
	if f.summary.Error != "" {
		lines = append(lines, f.summary.Error)
	}
	lines = append(lines, p.Headline...)
	for _, st := range f.summary.Steps {
		for _, r := range st.WaitingReasons {
			lines = append(lines, fmt.Sprintf("  %6s  %s", count(r.Count), merge.ReasonText(r.Reason)))
		}
	}
	lines = append(lines, rejections(p.Reasons)...)
	lines = append(lines, whatToDo(p)...)
	for _, line := range lines {
		b.WriteString(line + "\n")
	}
	return b.String()
}

// named joins a title with a status, where there is one.
func named(title, status string) string {
	if status == "" {
		return title
	}
	return title + ": " + status
}

// subject says in one line whether somebody must look.
func subject(s summary) string {
	parts := []string{named(title(s), strings.ToLower(statusWord(s.Status)))}
	var rows ledger
	var merged, waiting, fresh int64
	for _, st := range s.Steps {
		if st.Rows != nil {
			rows.Add(*st.Rows)
		}
		merged += st.MergedCustomers
		waiting += st.Waiting
		fresh += st.NewWaiting
	}
	if rows.Read > 0 {
		parts = append(parts, fmt.Sprintf("%s of %s rejected", count(rows.Rejected), counted(rows.Read, "row")))
	}
	if merged > 0 {
		parts = append(parts, count(merged)+" merged")
	}
	if waiting > 0 {
		parts = append(parts, fmt.Sprintf("%s waiting (%s new)", count(waiting), count(fresh)))
	}
	return strings.Join(parts, ", ")
}

// rejections lists why rows were rejected, the most frequent reasons first.
func rejections(v *reasonView) []string {
	const most = 5
	if v == nil {
		return nil
	}
	var lines []string
	for _, row := range v.Rows {
		if row.Blocker && len(lines) < most {
			lines = append(lines, fmt.Sprintf("  %6s  rejected: %s", count(row.Count), row.Words))
		}
	}
	return lines
}

// whatToDo says where to look and what to do next.
func whatToDo(p page) []string {
	lines := []string{"", "Report:     " + filepath.Join(p.Folder, PageName)}
	if p.Waiting != nil && p.Waiting.Workbook != "" {
		lines = append(lines, "Decide in:  "+filepath.Join(p.Folder, p.Waiting.Workbook), "and then:   "+p.Waiting.Apply)
	}
	for _, command := range p.Reload {
		lines = append(lines, "Fix, then:  "+command)
	}
	for _, m := range p.Merges {
		if m.Undo != "" {
			lines = append(lines, "To undo:    "+m.Undo)
		}
	}
	return lines
}
