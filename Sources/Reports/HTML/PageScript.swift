/// What a page does in its reader's browser: the table of findings, filtered and sorted.
///
/// All texts go in as text nodes, never as markup.
enum PageScript {
    static let javaScript = #"""
        "use strict";
        const findings = JSON.parse(document.getElementById("findings-data").textContent);
        const rowsShown = 200;
        const state = { text: "", namespace: "", verdict: "", rule: "", sort: "", descending: false, shown: rowsShown };
        const byId = id => document.getElementById(id);

        function element(name, properties, ...children) {
          const node = document.createElement(name);
          for (const [key, value] of Object.entries(properties || {})) {
            if (key === "class") node.className = value; else node.setAttribute(key, value);
          }
          for (const child of children) node.append(child);
          return node;
        }

        const rank = { denied: 0, failed: 1, admitted: 2, ignored: 3 };
        const columns = {
          verdict: one => rank[one.verdict], namespace: one => one.namespace, owner: one => one.name,
          pods: one => one.pods, policy: one => one.policy || one.closest || "", rules: one => one.rules.join(","),
        };

        function matches(one) {
          if (state.namespace && one.namespace !== state.namespace) return false;
          if (state.verdict === "later" ? !one.later.length : state.verdict && one.verdict !== state.verdict) return false;
          if (state.rule && !one.rules.includes(state.rule)) return false;
          if (!state.text) return true;
          one.haystack ??= [one.namespace, one.kind, one.name, one.policy, one.closest, one.message, one.file,
            one.account, one.requester, ...one.rules, ...one.later].join("\n").toLowerCase();
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

        function list(texts) {
          return element("ul", {}, ...texts.map(text => element("li", {}, element("code", {}, text))));
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

        function detail(one) {
          const dl = element("dl");
          const add = (term, ...nodes) => {
            if (nodes.length) dl.append(element("dt", {}, term), element("dd", {}, ...nodes));
          };
          if (one.message) add(one.verdict === "denied" ? "Message" : "Reason", element("pre", {}, one.message));
          if (one.why) add("Why the list is empty", one.why);
          if (one.errors.length) add("Errors by policy", list(one.errors));
          if (one.usable.length) add("Usable policies", list(one.usable));
          if (one.closestText) add("Closest policy", one.closestText);
          if (one.closestErrors.length) add("Its errors", list(one.closestErrors));
          if (one.admitting.length) {
            add("Would admit it", ...one.admitting.map(name => element("span", { class: "chip" }, name)));
          } else if (one.admittingKnown) { add("Would admit it", "no other policy of the set"); }
          if (one.grant.length) add("To grant it", ...one.grant.map(command));
          if (one.verdict === "admitted") {
            add("Admitted by", `${one.policy}${one.mutated ? ", which fills in defaults" : ""}`);
          }
          if (one.later.length) add("After admission", list(one.later));
          add("First pod", `${one.pod} (${one.file}:${one.line})`);
          add("Requester", one.requester);
          if (one.account) add("Service account", one.account);
          return dl;
        }

        function row(one) {
          const badge = element("td", {}, element("span", { class: `badge ${one.verdict}` }, one.verdict));
          if (one.later.length) badge.append(element("span", { class: "badge doubt" }, one.laterCertain ? "then refused" : "may not start"));
          const tr = element("tr", { class: "row", tabindex: "0", "aria-expanded": "false" }, badge,
            element("td", {}, one.namespace),
            element("td", {}, element("span", { class: "owner" }, one.name), element("div", { class: "kind" }, one.kind)),
            element("td", { class: "n" }, String(one.pods)),
            element("td", {}, one.policy || (one.closest ? `closest: ${one.closest}` : "none")),
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
          byId("count").textContent = `${found.length} of ${findings.length} entries, ${pods} pods`;
          byId("more").hidden = found.length <= state.shown;
          for (const th of document.querySelectorAll(".findings th")) {
            if (th.dataset.sort === state.sort) th.setAttribute("aria-sort", state.descending ? "descending" : "ascending");
            else th.removeAttribute("aria-sort");
          }
        }

        function set(changes) {
          Object.assign(state, { shown: rowsShown }, changes);
          byId("text").value = state.text;
          for (const name of ["namespace", "verdict", "rule"]) byId(name).value = state[name];
          show();
        }

        function fill(id, values) {
          byId(id).append(...[...new Set(values)].sort().map(value => element("option", { value }, value)));
        }

        fill("namespace", findings.map(one => one.namespace));
        fill("rule", findings.flatMap(one => one.rules));
        byId("text").addEventListener("input", event => set({ text: event.target.value }));
        for (const name of ["namespace", "verdict", "rule"]) {
          byId(name).addEventListener("change", event => set({ [name]: event.target.value }));
        }
        byId("clear").addEventListener("click", () => set({ text: "", namespace: "", verdict: "", rule: "" }));
        byId("more").addEventListener("click", () => { state.shown += 1000; show(); });
        for (const th of document.querySelectorAll(".findings th[data-sort]")) {
          th.querySelector("button").addEventListener("click", () => {
            const descending = state.sort === th.dataset.sort && !state.descending;
            set({ sort: th.dataset.sort, descending });
          });
        }
        for (const button of document.querySelectorAll("[data-namespace], [data-rule]")) {
          button.addEventListener("click", () => {
            set({ text: "", verdict: "", namespace: button.dataset.namespace || "", rule: button.dataset.rule || "" });
            byId("findings").scrollIntoView({ behavior: "smooth" });
          });
        }
        set({ verdict: findings.some(one => one.verdict === "denied") ? "denied" : "" });
        """#
}
