"""From text to terms: normalisation, spelling, names, phrases, language."""
