/* Draws around several areas, with mouse, pen or finger. Adds geoKoop.lasso.
 *
 * The ring goes to the server as drawings do in Leaflet ("draw:created"), which streamlit-folium hands on.
 */
(function () {
  "use strict";

  const STEP = 4; // pixels between two corners

  /* Offer a button that switches drawing on for one ring; Escape or the button switch it off. */
  function offer(map, said, control, button) {
    const box = map.getContainer();
    let line = null, last = null, bar = null, on = false;

    function set(drawing) {
      on = drawing;
      bar.setAttribute("aria-pressed", String(on));
      box.classList.toggle("geo-koop-drawing", on);
      map.dragging[on ? "disable" : "enable"]();
      if (line) { line.remove(); line = null; }
    }

    function place(event) {
      const frame = box.getBoundingClientRect();
      return L.point(event.clientX - frame.left, event.clientY - frame.top);
    }

    function begin(event) {
      if (!on || event.button > 0 || event.target.closest(".leaflet-control")) return;
      last = place(event);
      line = L.polyline([map.containerPointToLatLng(last)], { color: window.geoKoop.look.colours.ink, weight: 2, dashArray: "4 4", interactive: false }).addTo(map);
      event.preventDefault();
    }

    function go(event) {
      if (!line) return;
      const here = place(event);
      if (here.distanceTo(last) < STEP) return;
      last = here;
      line.addLatLng(map.containerPointToLatLng(here));
    }

    function end() {
      if (!line) return;
      const ring = line.getLatLngs();
      set(false);
      // The button that goes up is a click too; it chooses nothing.
      const swallow = function (event) { event.stopPropagation(); };
      box.addEventListener("click", swallow, true);
      setTimeout(function () { box.removeEventListener("click", swallow, true); }, 50);
      if (ring.length > 2) map.fire("draw:created", { layerType: "polygon", layer: L.polygon(ring) });
    }

    control("topleft", function () {
      const around = L.DomUtil.create("div", "leaflet-bar");
      bar = button("", "\u25cc", said.lasso || "", function () { set(!on); });
      bar.setAttribute("aria-pressed", "false");
      around.appendChild(bar);
      L.DomEvent.disableClickPropagation(around);
      return around;
    }).addTo(map);
    box.addEventListener("pointerdown", begin);
    window.addEventListener("pointermove", go);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", function () { if (line) set(false); });
    box.addEventListener("keydown", function (event) { if (event.key === "Escape" && on) set(false); });
  }

  window.geoKoop.lasso = { offer: offer };
})();
