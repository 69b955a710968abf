"""Tables and sentences of the pages, pure functions without Streamlit."""
