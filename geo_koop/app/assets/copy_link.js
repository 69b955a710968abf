/* Copies the address of the page; on pages without https (an intranet) by way of a hidden field. */
(function () {
  const button = document.querySelector(".geo-koop-link");
  if (!button || button.dataset.ready) return;
  button.dataset.ready = "1";
  const said = button.nextElementSibling;
  function copied() {
    said.textContent = button.dataset.done;
    setTimeout(function () { said.textContent = ""; }, 6000);
  }
  function byHand(text) {
    const field = document.createElement("textarea");
    field.value = text;
    field.style.position = "fixed";
    field.style.opacity = "0";
    document.body.appendChild(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.focus();
    copied();
  }
  button.addEventListener("click", function () {
    const text = window.location.href;
    if (navigator.clipboard && window.isSecureContext) {
      navigator.clipboard.writeText(text).then(copied, function () { byHand(text); });
    } else byHand(text);
  });
})();
