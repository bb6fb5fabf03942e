/* Areas by mouse and keyboard: the focus stops only at those in view, and a ring shows which one has it. */
((geo) => {
  "use strict";

  const SEEN_PX = 64; // of an area, in square pixels: with less in view it is no stop of the keyboard
  const CLEAR_PX = 600; // of an area beside buttons and legend: with less, focus brings the area forward

  /* Square pixels of a ring within a box; what clipping leaves along the box's edge counts nothing. */
  const ringSize = (state, ring, box) => {
    const points = L.PolyUtil.clipPolygon(ring.map((corner) => state.map.latLngToContainerPoint(corner)), box, false);
    return Math.abs(points.reduce((sum, { x, y }, index) => {
      const next = points[(index + 1) % points.length];
      return sum + x * next.y - next.x * y;
    }, 0)) / 2;
  };

  const sizeWithin = (state, layer, box) => {
    const held = layer.getLatLngs();
    const polygons = L.LineUtil.isFlat(held[0]) ? [held] : held;
    return polygons.reduce((sum, [outer, ...holes]) => (
      sum + ringSize(state, outer, box) - holes.reduce((less, hole) => less + ringSize(state, hole, box), 0)
    ), 0);
  };

  const isSeen = (state, layer) => {
    const view = state.map.getBounds();
    const own = layer.getBounds();
    if (!own.isValid() || !view.intersects(own)) return false;
    return view.contains(own) || sizeWithin(state, layer, L.bounds([0, 0], state.map.getSize())) >= SEEN_PX;
  };

  /* Let Tab stop at what is in view. An area that leaves it gives the focus to the map, not to the top of the page. */
  const sift = (state) => {
    state.reached.forEach((layer) => {
      const path = layer.getElement();
      const seen = isSeen(state, layer);
      path.setAttribute("tabindex", seen ? "0" : "-1");
      if (!seen && path === document.activeElement) state.element.focus({ preventScroll: true });
    });
  };

  const keep = (state, layer) => {
    if (!state.reached) {
      state.reached = new Set();
      state.map.on("moveend resize", () => sift(state));
    }
    state.reached.add(layer);
  };

  /* An area of which too little shows beside buttons and legend moves to where it can be seen. */
  const bringForward = (state, layer, place) => {
    const { map } = state;
    const size = map.getSize();
    const wide = size.x >= 720;
    const paddingTopLeft = L.point(wide ? 60 : 16, 24);
    const paddingBottomRight = L.point(16 + (wide ? state.options.padRight || 0 : 0), 24);
    const clear = L.bounds(paddingTopLeft, size.subtract(paddingBottomRight));
    if (sizeWithin(state, layer, clear) < CLEAR_PX) map.panInside(place(), { paddingTopLeft, paddingBottomRight, animate: geo.moves() });
  };

  const ring = (state, kind, layer) => {
    const pane = "geoapp-rings";
    if (!state.map.getPane(pane)) state.map.createPane(pane);
    state.rings = state.rings || {};
    if (state.rings[kind]) state.rings[kind].remove();
    state.rings[kind] = layer && L.polygon(layer.getLatLngs(), { pane, interactive: false, className: `geoapp-ring geoapp-ring-${kind}` }).addTo(state.map);
  };

  /* Let a polygon be focused, hovered, opened by click, Enter or Space. describe() names it, place() is a point of it,
     open(byKey, latlng) shows its popup. */
  geo.reachable = (state, layer, { describe, place, open }) => {
    // Each time that a layer is shown Leaflet makes its element anew.
    const prepare = () => {
      const path = layer.getElement();
      path.setAttribute("role", "button");
      path.setAttribute("aria-label", describe());
      path.setAttribute("tabindex", isSeen(state, layer) ? "0" : "-1");
      path.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open(true, null);
      });
      // Bringing the area itself to the front would move its element and so lose the focus: its ring is drawn apart.
      path.addEventListener("focus", () => {
        if (!path.matches(":focus-visible")) return;
        bringForward(state, layer, place);
        ring(state, "focus", layer);
      });
      path.addEventListener("blur", () => ring(state, "focus", null));
      keep(state, layer);
    };
    layer.on("add", prepare);
    if (layer.getElement()) prepare();
    layer.on("click", (event) => open(false, event.latlng));
    layer.on("mouseover", () => ring(state, "hover", layer));
    layer.on("mouseout remove", () => ring(state, "hover", null));
    layer.on("remove", () => state.reached.delete(layer));
  };
})(window.geoappLayers);
