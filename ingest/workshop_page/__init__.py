"""The reader of workshop pages: text as saved or HTML goes in, a structured workshop and its passages come out."""
