"""What the rules of states say of a cooperation, in the words of a language: for console, page, sheets and files."""
