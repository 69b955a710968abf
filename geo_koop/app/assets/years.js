// The years as bars: what a pointer chooses, the slider below them says to keyboards and screen readers.
export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".years");
  const { first, counts, year, said, most } = data;
  root.replaceChildren();
  const tip = document.createElement("output");
  tip.className = "tip";
  const bars = counts.map((count, at) => {
    const bar = document.createElement("span");
    bar.className = first + at === year ? "bar here" : "bar";
    const fill = document.createElement("i");
    fill.style.height = `${count ? Math.max((count / most) * 100, 3) : 0}%`;
    bar.append(fill);
    bar.dataset.year = first + at;
    return bar;
  });
  root.append(...bars, tip);

  function at(event) {
    const box = root.getBoundingClientRect();
    const place = Math.floor(((event.clientX - box.left) / box.width) * counts.length);
    return Math.min(Math.max(place, 0), counts.length - 1);
  }
  root.onpointermove = (event) => {
    const place = at(event);
    tip.textContent = said.replace("{year}", first + place).replace("{count}", counts[place]);
    tip.style.left = `${((place + 0.5) / counts.length) * 100}%`;
    tip.dataset.side = place < counts.length / 2 ? "left" : "right";
    tip.hidden = false;
  };
  root.onpointerleave = () => { tip.hidden = true; };
  root.onclick = (event) => setTriggerValue("year", first + at(event));
  tip.hidden = true;
  return () => { root.onpointermove = root.onpointerleave = root.onclick = null; };
}
