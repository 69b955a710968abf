// One step back for one step of the user. The menu leads to the bare address of a page, and the app then
// writes into it what is shown: two entries of the history, of which the first would lose the view.
if (!window.geoKoopHistory) {
  const push = history.pushState.bind(history);
  let bare = false;
  for (const event of ["pointerdown", "keydown", "blur"]) {
    window.addEventListener(event, () => { bare = false; }, true);
  }
  history.pushState = (state, title, url) => {
    const target = new URL(url || location.href, location.href);
    const same = target.pathname === location.pathname;
    // The server knows no newer view than that of its own last address; the map writes into that of the page.
    if (same && location.search) {
      const view = /[?&](view=[^&]*)/i.exec(location.search);
      const parts = [target.search.replace(/(^\?|&)view=[^&]*/gi, "$1").replace(/^\?|&+$/g, ""), view && view[1]];
      target.search = parts.filter(Boolean).join("&");
      url = target.href;
    }
    const rest = (address) => {
      const named = new URLSearchParams(address);
      named.delete("view");
      return String(named);
    };
    if (same && location.search && rest(target.search) === rest(location.search)) return;
    if (bare && same) history.replaceState(state, title, url);
    else push(state, title, url);
    bare = !same && !target.search;
  };
  window.geoKoopHistory = true;
}
