"""Mails and saved web pages: what was written, who wrote it to whom and when; attachments are documents apart."""
