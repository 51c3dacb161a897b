/// What a page does in its reader's browser: the table of findings, filtered and sorted.
///
/// All texts go in as text nodes, never as markup.
enum PageScript {
    static let javaScript = #"""
        "use strict";
        const findings = JSON.parse(document.getElementById("findings-data").textContent);
        const rowsShown = 200;
        const state = { text: "", namespace: "", status: "", rule: "", sort: "", descending: false, shown: rowsShown };
        const byId = id => document.getElementById(id);

        function element(name, properties, ...children) {
          const node = document.createElement(name);
          for (const [key, value] of Object.entries(properties || {})) {
            if (key === "class") node.className = value; else node.setAttribute(key, value);
          }
          for (const child of children) node.append(child);
          return node;
        }

        const order = [...byId("status").options].map(option => option.value);
        const columns = {
          status: one => order.indexOf(one.tags[0]), namespace: one => one.namespace, owner: one => one.name,
          pods: one => one.pods, policy: one => one.policy, rules: one => one.rules.join(","),
        };

        function matches(one) {
          if (state.namespace && one.namespace !== state.namespace) return false;
          if (state.status && !one.tags.includes(state.status)) return false;
          if (state.rule && !one.rules.includes(state.rule)) return false;
          if (!state.text) return true;
          one.haystack ??= [one.namespace, one.kind, one.name, one.policy, ...one.rules,
            ...one.details.flatMap(([, , value]) => value)].join("\n").toLowerCase();
          return state.text.toLowerCase().split(/\s+/).every(word => one.haystack.includes(word));
        }

        function sorted(list) {
          const key = columns[state.sort];
          if (!key) return list;
          const sign = state.descending ? -1 : 1;
          return [...list].sort((left, right) => {
            const [a, b] = [key(left), key(right)];
            return a < b ? -sign : a > b ? sign : 0;
          });
        }

        function command(text) {
          const copy = element("button", { class: "copy", type: "button" }, "Copy");
          copy.addEventListener("click", async () => {
            try { await navigator.clipboard.writeText(text); copy.textContent = "Copied"; }
            catch { copy.textContent = "Select it"; }
            setTimeout(() => { copy.textContent = "Copy"; }, 1500);
          });
          return element("div", { class: "command" }, element("pre", {}, text), copy);
        }

        const forms = {
          text: text => [text],
          code: text => [element("pre", {}, text)],
          list: texts => [element("ul", {}, ...texts.map(text => element("li", {}, element("code", {}, text))))],
          chips: texts => texts.map(text => element("span", { class: "chip" }, text)),
          commands: texts => texts.map(command),
        };

        function detail(one) {
          const dl = element("dl");
          for (const [term, form, value] of one.details) {
            dl.append(element("dt", {}, term), element("dd", {}, ...forms[form](value)));
          }
          return dl;
        }

        function row(one) {
          const badges = one.badges.map(([tone, text]) => element("span", { class: `badge ${tone}` }, text));
          const tr = element("tr", { class: "row", tabindex: "0", "aria-expanded": "false" },
            element("td", {}, ...badges),
            element("td", {}, one.namespace),
            element("td", {}, element("span", { class: "owner" }, one.name), element("div", { class: "kind" }, one.kind)),
            element("td", { class: "n", "data-unit": one.pods === 1 ? " pod" : " pods" }, one.pods.toLocaleString("en")),
            element("td", {}, one.policy),
            element("td", {}, ...one.rules.map(rule => element("span", { class: "chip" }, rule))));
          const toggle = () => {
            const isOpen = tr.getAttribute("aria-expanded") === "true";
            tr.setAttribute("aria-expanded", String(!isOpen));
            if (isOpen) tr.nextSibling.remove();
            else tr.after(element("tr", { class: "detail" }, element("td", { colspan: "6" }, detail(one))));
          };
          tr.addEventListener("click", toggle);
          tr.addEventListener("keydown", event => {
            if (event.key === "Enter" || event.key === " ") { event.preventDefault(); toggle(); }
          });
          return tr;
        }

        function show() {
          const found = sorted(findings.filter(matches));
          const body = byId("rows");
          body.replaceChildren(...found.slice(0, state.shown).map(row));
          if (!found.length) {
            body.append(element("tr", {}, element("td", { colspan: "6", class: "empty" }, "Nothing matches these filters.")));
          }
          const pods = found.reduce((sum, one) => sum + one.pods, 0);
          const grouped = number => number.toLocaleString("en");
          byId("count").textContent =
            `${grouped(found.length)} of ${grouped(findings.length)} entries, ${grouped(pods)} pods`;
          byId("more").hidden = found.length <= state.shown;
          for (const th of document.querySelectorAll(".findings th")) {
            if (th.dataset.sort === state.sort) th.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
            else th.removeAttribute("aria-sort");
          }
        }

        const filters = ["text", "namespace", "status", "rule"];

        function set(changes) {
          Object.assign(state, { shown: rowsShown }, changes);
          for (const name of filters) byId(name).value = state[name];
          show();
          // A link to the page opens it with what is shown now.
          const chosen = new URLSearchParams(filters.filter(name => state[name]).map(name => [name, state[name]]));
          try { history.replaceState(null, "", "#" + chosen); } catch { /* Some viewers keep pages from having addresses. */ }
        }

        function setFromAddress() {
          const chosen = new URLSearchParams(location.hash.slice(1));
          set(Object.fromEntries(filters.map(name => [name, chosen.get(name) || ""])));
        }

        function fill(id, values) {
          byId(id).append(...[...new Set(values)].sort().map(value => element("option", { value }, value)));
        }

        fill("namespace", findings.map(one => one.namespace));
        fill("rule", findings.flatMap(one => one.rules));
        byId("text").addEventListener("input", event => set({ text: event.target.value }));
        for (const name of ["namespace", "status", "rule"]) {
          byId(name).addEventListener("change", event => set({ [name]: event.target.value }));
        }
        byId("clear").addEventListener("click", () => set({ text: "", namespace: "", status: "", rule: "" }));
        byId("more").addEventListener("click", () => { state.shown += 1000; show(); });
        for (const th of document.querySelectorAll(".findings th[data-sort]")) {
          th.querySelector("button").addEventListener("click", () => {
            const descending = state.sort === th.dataset.sort && !state.descending;
            set({ sort: th.dataset.sort, descending });
          });
        }
        for (const button of document.querySelectorAll("[data-namespace], [data-rule]")) {
          button.addEventListener("click", () => {
            set({ text: "", status: "", namespace: button.dataset.namespace || "", rule: button.dataset.rule || "" });
            byId("findings").scrollIntoView({ behavior: "smooth" });
          });
        }
        addEventListener("hashchange", setFromAddress);
        if (location.hash.length > 1) setFromAddress();
        else set({ status: order.find(value => value && findings.some(one => one.tags.includes(value))) || "" });
        """#
}
