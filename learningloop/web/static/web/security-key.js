// Asks the browser for a security key before a form is sent, and sends what the key answers.
const asked = {
  add: (options) => window.webauthnJSON.create(options.creation_options),
  use: (options) => window.webauthnJSON.get(options.request_options),
};

for (const form of document.querySelectorAll("form[data-security-key]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const alert = form.querySelector("[role=alert]");
    alert.hidden = true;
    try {
      const options = JSON.parse(document.getElementById("security-key").textContent);
      form.elements.credential.value = JSON.stringify(await asked[form.dataset.securityKey](options));
      form.submit();
    } catch {
      alert.hidden = false;
    }
  });
}
