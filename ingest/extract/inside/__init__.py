"""Files inside PDFs and Office documents: attachments, embedded sheets and documents."""
