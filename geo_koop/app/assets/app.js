/* The language of the page; Streamlit's link past navigation and filters knows English alone. */
(function (said) {
  document.documentElement.lang = said.language;
  const link = document.querySelector('[data-testid="stSkipToContent"]');
  if (link && link.textContent !== said.skip) link.textContent = said.skip;
})(SAID);
