"""The programme of a page: sessions, talks, speakers and links, however its blocks set them."""
