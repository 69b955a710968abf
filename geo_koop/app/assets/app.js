/* A date that was typed counts at Enter and where its field is left by Tab: Streamlit waits for its calendar to close. */
if (!window.geoKoopDates) {
  window.geoKoopDates = true;
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest && event.target.closest('[data-testid="stDateInputField"]');
    if (!field || event.target.getAttribute("role") !== "spinbutton" || !["Enter", "Tab"].includes(event.key)) return;
    setTimeout(() => {
      const now = document.activeElement;
      if (event.key === "Tab" && (now.getAttribute("role") === "spinbutton" || !field.contains(now))) return;
      const relatedTarget = document.querySelector('[data-testid="stMain"]') || document.documentElement;
      field.dispatchEvent(new FocusEvent("focusout", { bubbles: true, relatedTarget }));
    });
  }, true);
}
/* Files of the session and an unfinished import are gone when the page is loaded anew: the browser asks before. */
if (!window.geoKoopLeaving) {
  window.geoKoopLeaving = true;
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-geo-koop-unsaved]")) event.preventDefault();
  });
}
/* What is pressed counts, though the page puts something else under the pointer before the button of the mouse is up:
   parts of a page come one after the other, and move what stands below them. */
if (!window.geoKoopPress) {
  window.geoKoopPress = true;
  const NEAR = 6;  // pixels that a hand moves while it clicks
  const name = (part) => part.tagName + part.textContent + (part.getAttribute("href") || "");
  const of = (event) => event.target.closest && event.target.closest('.stMain :is(button, a[data-testid="stPageLink-NavLink"])');
  let pressed = null;
  document.addEventListener("pointerdown", (event) => {
    const part = event.button === 0 && of(event);
    pressed = part ? { part, name: name(part), x: event.clientX, y: event.clientY } : null;
  }, true);
  document.addEventListener("pointerup", (event) => {
    const press = pressed;
    pressed = null;
    if (!press || Math.hypot(event.clientX - press.x, event.clientY - press.y) > NEAR) return;
    if (press.part.isConnected && press.part.contains(event.target)) return;
    setTimeout(() => {
      const same = [...document.querySelectorAll(`.stMain ${press.part.tagName}`)].filter((part) => name(part) === press.name);
      const part = press.part.isConnected ? press.part : same.length === 1 && same[0];
      if (part) part.click();
    });
  }, true);
}
/* The heads of the matrix press the buttons of Streamlit behind it; what had the focus has it in the matrix that follows. */
if (!window.geoKoopMatrix) {
  window.geoKoopMatrix = { pressed: null };
  const find = ({ of, at }) => document.querySelector(`.geo-koop-upset button[data-of="${of}"][data-at="${at}"]`);
  document.addEventListener("click", (event) => {
    const head = event.target.closest && event.target.closest(".geo-koop-upset button");
    if (!head) return;
    const behind = document.querySelectorAll(`.st-key-${head.dataset.of} button`)[Number(head.dataset.at)];
    window.geoKoopMatrix.pressed = { of: head.dataset.of, at: head.dataset.at, until: performance.now() + 10000 };
    if (behind) behind.click();
  });
  window.geoKoopMatrix.keepFocus = () => {
    const pressed = window.geoKoopMatrix.pressed;
    if (!pressed || performance.now() > pressed.until || document.activeElement !== document.body) return;
    const head = find(pressed);
    if (head) head.focus({ preventScroll: true });
  };
}
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
    document.querySelectorAll(".geo-koop-side").forEach(showSide);
    window.geoKoopMatrix.keepFocus();
    document.querySelectorAll('[data-testid="stTopNavSection"]').forEach((menu) => {
      sayMore(menu);
      const current = menu.textContent.trim() === said.menu;
      if (current !== menu.hasAttribute("data-current")) menu.toggleAttribute("data-current", current);
      if (current) menu.setAttribute("aria-current", "true");
      else menu.removeAttribute("aria-current");
    });
  }

  /* Buttons that show the map or hide the list beside it: the body of the page remembers, no run is needed. */
  const changed = { map: "shown", list: "hidden" };

  function showSide(button) {
    const on = document.body.dataset[button.dataset.side] === changed[button.dataset.side];
    if (button.getAttribute("aria-pressed") !== String(on)) button.setAttribute("aria-pressed", String(on));
    const text = on ? button.dataset.on : button.dataset.off;
    if (button.textContent !== text) button.textContent = text;
  }

  if (!window.geoKoopSides) document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest(".geo-koop-side");
    if (!button) return;
    const side = button.dataset.side, kept = document.body.dataset;
    if (kept[side]) delete kept[side]; else kept[side] = changed[side];
    showSide(button);
    // On a phone the map stands below the answer: who asks for it is led there.
    if (side === "map" && kept.map) document.querySelector(".st-key-map_column")?.scrollIntoView({ block: "start" });
  });
  window.geoKoopSides = true;

  document.documentElement.lang = said.language;
  if (window.geoKoopSpeaker) window.geoKoopSpeaker.disconnect();
  window.geoKoopSpeaker = new MutationObserver(() => {
    if (!waiting) requestAnimationFrame(say);
    waiting = true;
  });
  window.geoKoopSpeaker.observe(document.body, { childList: true, subtree: true, characterData: true });
  say();
})(SAID);
