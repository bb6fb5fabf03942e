/* Markers that keep their identity between views, so that focus and popups survive a move. */
((geo) => {
  "use strict";

  const TOUCH_PX = 28;

  const icon = (item) => {
    const px = Math.max(TOUCH_PX, item.px);
    return L.divIcon({ className: `geoapp-marker ${item.className || ""}`, html: item.sign(), iconSize: [px, px] });
  };

  /* item: {key, mark, lat, lon, px, className, sign(), label, tip, zIndex, open(byKey, marker)} */
  geo.markerSet = (state) => {
    const group = L.layerGroup();
    const held = new Map();

    const paint = (element, item) => {
      if (item.ring) element.style.setProperty("--geoapp-ring", item.ring);
    };

    const add = (item) => {
      const marker = L.marker([item.lat, item.lon], {
        icon: icon(item), keyboard: true, riseOnHover: true, zIndexOffset: item.zIndex || 0, autoPanOnFocus: true,
      });
      marker.bindTooltip(() => geo.make("span", { text: item.tip || item.label }), {
        direction: "top", offset: [0, -Math.max(10, item.px / 2)], className: "geoapp-tooltip",
      });
      marker.on("click", () => item.open(false, marker));
      marker.on("add", () => {
        const element = marker.getElement();
        element.setAttribute("aria-label", item.label);
        paint(element, item);
        element.addEventListener("keydown", (event) => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          marker.closeTooltip();
          item.open(true, marker);
        });
      });
      group.addLayer(marker);
      held.set(item.key, { marker, mark: item.mark });
    };

    const draw = (items) => {
      const wanted = new Map(items.map((item) => [item.key, item]));
      held.forEach(({ marker, mark }, key) => {
        if (wanted.has(key) && wanted.get(key).mark === mark) return;
        // A marker that had the focus gives it to the map, not to the top of the page.
        if (marker.getElement() === document.activeElement) state.element.focus({ preventScroll: true });
        group.removeLayer(marker);
        held.delete(key);
      });
      wanted.forEach((item, key) => {
        if (!held.has(key)) add(item);
      });
    };

    return { group, draw, size: () => held.size, marker: (key) => (held.has(key) ? held.get(key).marker : null) };
  };

  geo.pointItem = (symbols, point, fixed, open) => {
    const look = geo.look(symbols, point, fixed);
    const sector = fixed ? null : symbols.sectors[point.sector];
    const precision = symbols.precisions[point.precision];
    const label = [point.label || point.name, sector && sector.label, precision && precision.label].filter(Boolean).join(". ");
    return {
      key: `point:${point.id}:${point.lon},${point.lat}`,
      mark: JSON.stringify([point.label, point.name, point.sector, point.precision, point.size]),
      lat: point.lat, lon: point.lon, px: look.px, sign: () => geo.symbol(look), label, tip: point.label || point.name,
      // Small ones above large ones, exact ones above centres of areas: nothing hides for good.
      zIndex: (4 - (point.size ?? 1)) * 20 + (point.precision === "site" ? 200 : 0), open,
    };
  };

  /* Remember what is drawn, for the legend. */
  geo.drew = (state, layer, { points = [], clusters = [], places = [], fixed = null }) => {
    state.drawn = state.drawn || new Map();
    state.drawn.set(layer, { points, clusters, places, fixed });
    state.map.fire("geoapp:points");
  };
})(window.geoappLayers);
