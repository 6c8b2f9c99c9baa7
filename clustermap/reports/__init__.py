"""Maps and numbers inside documents."""
