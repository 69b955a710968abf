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
