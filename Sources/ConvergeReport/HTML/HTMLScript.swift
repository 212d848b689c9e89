/// What a page does beside standing there: filters, and opening what a link leads to or a printer
/// needs.
enum HTMLScript {
  static let page = Asset(
    """
    "use strict";
    (() => {
      const byId = (id) => document.getElementById(id);
      const form = byId("filters");
      const resources = [...document.querySelectorAll(".resource")];
      const openAll = (isOpen) => {
        for (const part of document.querySelectorAll("details")) part.open = isOpen;
      };
      const show = () => {
        const target = location.hash.length > 1 && byId(location.hash.slice(1));
        for (let part = target; part; part = part.parentElement) {
          if (part.tagName === "DETAILS") part.open = true;
        }
        if (target) target.scrollIntoView({ block: "center" });
      };
      addEventListener("hashchange", show);
      let before = [];
      addEventListener("beforeprint", () => {
        before = [...document.querySelectorAll("details:not([open])")];
        openAll(true);
      });
      addEventListener("afterprint", () => {
        for (const part of before) part.open = false;
        before = [];
      });
      if (form) {
        const text = byId("filter-text");
        const outcome = byId("filter-outcome");
        const kind = byId("filter-kind");
        const count = byId("count");
        const rest = document.querySelector(".same-list");
        const nodes = new Map();
        for (const node of document.querySelectorAll("a.node")) {
          nodes.set(node.getAttribute("href").slice(1), node);
        }
        const words = resources.map((resource) => {
          const line = resource.querySelector("summary") || resource;
          return line.textContent.toLowerCase();
        });
        const filter = () => {
          const wanted = text.value.trim().toLowerCase().split(/\\s+/);
          const isAny = Boolean(text.value.trim() || outcome.value || kind.value);
          let shown = 0;
          let hasRest = false;
          resources.forEach((resource, index) => {
            const fits =
              (!outcome.value || resource.dataset.outcome === outcome.value) &&
              (!kind.value || resource.dataset.kind === kind.value) &&
              wanted.every((word) => words[index].includes(word));
            resource.hidden = !fits;
            if (fits) shown += 1;
            if (fits && resource.tagName === "LI") hasRest = true;
            const node = nodes.get(resource.id);
            if (node) node.classList.toggle("dim", !fits);
          });
          if (rest) {
            rest.hidden = !hasRest;
            rest.open = isAny && hasRest;
          }
          count.textContent = isAny ? `${shown} of ${resources.length} shown` : "";
          count.hidden = !isAny;
        };
        form.hidden = false;
        form.addEventListener("input", filter);
        form.addEventListener("submit", (event) => event.preventDefault());
        form.addEventListener("reset", () => setTimeout(filter));
        const button = byId("open-all");
        button.addEventListener("click", () => {
          const isOpen = button.textContent === "open all";
          openAll(isOpen);
          button.textContent = isOpen ? "close all" : "open all";
        });
        filter();
      }
      show();
    })();
    """)
}
