"""A report written as HTML, Word, slides, PDF or Markdown."""
