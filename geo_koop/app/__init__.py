"""The interactive application (Streamlit)."""
