package review

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"path"
)

// The pages, and what they look like. Nothing is built: the files are as
// written.
//
//go:embed page/*.html static/*
var files embed.FS

var pages = template.Must(template.ParseFS(files, "page/*.html"))

// render writes a page whole or not at all.
func render(w http.ResponseWriter, name string, data any) error {
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = b.WriteTo(w) // the browser may have gone
	return nil
}

// contentTypes are those of the static files.
var contentTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}

// asset writes a static file.
func asset(w http.ResponseWriter, r *http.Request) {
	data, err := files.ReadFile("static" + r.URL.Path)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", contentTypes[path.Ext(r.URL.Path)])
	_, _ = w.Write(data)
}
