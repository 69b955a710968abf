/* The language of the page, and of what Streamlit says in English alone: its link past navigation and filters,
   and the button for the pages that the bar has no room for. */
(function (said) {
  const known = (window.geoKoopSaid = window.geoKoopSaid || new WeakSet());  // what says "4 more", in whatever language
  let waiting = false;

  function sayMore(place) {
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (/^\d+ more$/.test(node.data)) known.add(node);
      if (!known.has(node)) continue;
      const text = said.more.replace("{count}", /\d+/.exec(node.data)[0]);
      if (node.data !== text) node.data = text;
    }
  }

  function say() {
    waiting = false;
    const link = document.querySelector('[data-testid="stSkipToContent"]');
    if (link && link.textContent !== said.skip) link.textContent = said.skip;
    document.querySelectorAll('[data-testid="stTopNavSection"]').forEach((menu) => {
      sayMore(menu);
      const current = menu.textContent.trim() === said.menu;
      if (current !== menu.hasAttribute("data-current")) menu.toggleAttribute("data-current", current);
      if (current) menu.setAttribute("aria-current", "true");
      else menu.removeAttribute("aria-current");
    });
  }

  document.documentElement.lang = said.language;
  if (window.geoKoopSpeaker) window.geoKoopSpeaker.disconnect();
  window.geoKoopSpeaker = new MutationObserver(() => {
    if (!waiting) requestAnimationFrame(say);
    waiting = true;
  });
  window.geoKoopSpeaker.observe(document.body, { childList: true, subtree: true, characterData: true });
  say();
})(SAID);
