"""The finance view: a saved plan or budget on one sheet, on screen, on paper and as one file."""
