"""Where documents come from: a URL and the papers it links to, a folder, a file of records."""
