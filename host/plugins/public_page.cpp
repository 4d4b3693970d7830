#include "host/plugins/public_page.hpp"

#include <algorithm>

#include "base/http/client.hpp"
#include "base/http/html.hpp"
#include "base/http/router.hpp"

namespace kontor::host {
namespace {

constexpr std::size_t kFormFieldsMax = 100;
constexpr std::string_view kStyle = R"css(
body { margin: 0; background: #f6f7f9; color: #1c2430; font: 17px/1.5 system-ui, sans-serif; }
main { max-width: 40rem; margin: 2rem auto; padding: 1.5rem 2rem; background: #fff; border-radius: 12px; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 1.75rem; }
dt { color: #596273; } dd { margin: 0 0 .5rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .4rem .5rem; border-bottom: 1px solid #e3e6eb; }
label { display: block; margin: .9rem 0; } label.check { display: flex; gap: .6rem; align-items: start; }
input:not([type=checkbox]), select, textarea { display: block; box-sizing: border-box; width: 100%; margin-top: .3rem; padding: .55rem; font: inherit; border: 1px solid #8a93a3; border-radius: 8px; }
button { margin-top: 1rem; padding: .65rem 1.3rem; font: inherit; color: #fff; background: #2a5bd7; border: 0; border-radius: 8px; }
@media (prefers-color-scheme: dark) { body { background: #14171c; color: #e7eaf0; } main { background: #1d2128; } dt { color: #a3acbb; } a { color: #8ab0ff; } input:not([type=checkbox]), select, textarea { color: inherit; background: #14171c; } th, td { border-color: #343b46; } }
)css";

std::string element(std::string_view name, std::string_view content) {
  const std::string tag(name);
  return "<" + tag + ">" + std::string(content) + "</" + tag + ">";
}

// An empty line begins a paragraph.
std::string paragraphs(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find("\n\n");
    const std::string_view one = text.substr(0, end);
    if (!one.empty()) out += element("p", http::escape_html(one)) + "\n";
    text.remove_prefix(end == text.npos ? text.size() : end + 2);
  }
  return out;
}

bool leads_somewhere(std::string_view href) {
  const bool plain = std::ranges::none_of(
      href, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\\'; });
  return plain && (href.starts_with("https://") || href.starts_with("http://") ||
                   (href.starts_with("/") && !href.starts_with("//")));
}

std::string link(const op::ViewLink& link) {
  if (!leads_somewhere(link.href)) return element("li", http::escape_html(link.text));
  return "<li><a rel=\"noopener noreferrer\" href=\"" + http::escape_html(link.href) + "\">" +
         http::escape_html(link.text) + "</a></li>";
}

std::string row(std::string_view cell, const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) out += element(cell, http::escape_html(value));
  return element("tr", out);
}

std::string table(const op::ViewBlock& block) {
  std::string body;
  for (const auto& values : block.rows) body += row("td", values);
  const std::string head = block.columns.empty() ? "" : element("thead", row("th", block.columns));
  return element("table", head + element("tbody", body));
}

// No script runs here, so a chart is read as numbers.
std::string chart(const op::ViewBlock& block) {
  std::string out;
  for (const op::Series& series : block.series) {
    std::string body;
    for (const op::Point& point : series.points)
      body += row("td", {point.label, point.value ? to_text(Json(*point.value)) : ""});
    out += element("h3", http::escape_html(series.name)) + element("table", element("tbody", body));
  }
  return out;
}

std::string choice(const op::FormField& field) {
  std::string options;
  for (const op::FormChoice& each : field.choices)
    options += "<option value=\"" + http::escape_html(each.value) + "\"" +
               (each.value == field.value ? " selected" : "") + ">" +
               http::escape_html(each.label) + "</option>";
  return "<select name=\"" + http::escape_html(field.name) + "\">" + options + "</select>";
}

std::string input(const op::FormField& field) {
  const std::string name = " name=\"" + http::escape_html(field.name) + "\"";
  const std::string need = field.required ? " required" : "";
  if (field.kind == "hidden")
    return "<input type=\"hidden\"" + name + " value=\"" + http::escape_html(field.value) + "\">";
  const std::string label = http::escape_html(field.label);
  if (field.kind == "checkbox")
    return "<label class=\"check\"><input type=\"checkbox\" value=\"true\"" + name + need +
           (field.value == "true" ? " checked" : "") + "><span>" + label + "</span></label>";
  if (field.kind == "choice") return element("label", label + choice(field));
  if (field.kind == "long_text")
    return element("label", label + "<textarea rows=\"6\"" + name + need + ">" +
                                http::escape_html(field.value) + "</textarea>");
  const std::string type = field.kind == "phone" ? "tel" : field.kind;
  return element("label", label + "<input type=\"" + type + "\"" + name + need + " value=\"" +
                              http::escape_html(field.value) + "\">");
}

std::string block_html(const op::ViewBlock& block) {
  if (block.kind == "heading") return element("h2", http::escape_html(block.text));
  std::string out = paragraphs(block.text);
  if (block.kind == "fields") {
    std::string list;
    for (const op::ViewField& field : block.fields)
      list += element("dt", http::escape_html(field.label)) +
              element("dd", http::escape_html(field.value));
    out += element("dl", list);
  } else if (block.kind == "table") {
    out += table(block);
  } else if (block.kind == "chart") {
    out += chart(block);
  } else if (block.kind == "links") {
    std::string list;
    for (const op::ViewLink& each : block.links) list += link(each);
    out += element("ul", list);
  } else if (block.kind == "form") {
    out += "<form method=\"post\">";
    for (const op::FormField& field : block.inputs) out += input(field);
    out += element("button", http::escape_html(block.submit)) + "</form>";
  }
  return out;
}

std::string sorry(std::string_view locale) {
  if (locale == "ru") return "Эта страница сейчас недоступна.";
  if (locale == "sv") return "Den här sidan är inte tillgänglig just nu.";
  if (locale == "da") return "Denne side er ikke tilgængelig lige nu.";
  return "This page is not available at the moment.";
}

}  // namespace

std::string page_html(const op::PageRenderResponse& page, std::string_view locale) {
  std::string body = element("h1", http::escape_html(page.title));
  for (const op::ViewBlock& block : page.blocks) body += "\n" + block_html(block);
  return "<!doctype html>\n<html lang=\"" + http::escape_html(locale) +
         "\"><head><meta charset=\"utf-8\">"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
         "<meta name=\"robots\" content=\"noindex\"><title>" +
         http::escape_html(page.title) +
         "</title><link rel=\"stylesheet\" href=\"/p/style.css\"></head>\n" + "<body><main>" +
         body + "</main></body></html>\n";
}

http::Response page_answer(const op::PageRenderResponse& page, std::string_view locale) {
  http::Response response =
      http::Response::text(page_html(page, locale), "text/html; charset=utf-8");
  response.status = static_cast<int>(page.status);
  response.headers["content-security-policy"] =
      "default-src 'none'; style-src 'self'; form-action 'self'; frame-ancestors 'none'; "
      "base-uri 'none'";
  response.headers["referrer-policy"] = "no-referrer";
  response.headers["cache-control"] = "no-store";
  response.headers["x-robots-tag"] = "noindex";
  return response;
}

http::Response page_refusal(const Error& error, std::string_view locale) {
  return page_answer(
      {.status = http::http_status(error.code), .title = sorry(locale), .blocks = {}}, locale);
}

http::Response page_style() {
  http::Response response = http::Response::text(std::string(kStyle), "text/css; charset=utf-8");
  response.headers["cache-control"] = "public, max-age=3600";
  return response;
}

std::string language_of(std::string_view accept_language) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const bool named = accept_language.size() >= 2 && letter(accept_language[0]) &&
                     letter(accept_language[1]) &&
                     (accept_language.size() == 2 ||
                      std::string_view("-,;").find(accept_language[2]) != std::string_view::npos);
  return named ? std::string(accept_language.substr(0, 2)) : "en";
}

Result<std::map<std::string, std::string>> parse_form(std::string_view body) {
  std::map<std::string, std::string> form;
  const auto text = [](std::string_view part) {
    std::string spaced(part);
    std::ranges::replace(spaced, '+', ' ');
    return http::percent_decode(spaced);
  };
  while (!body.empty()) {
    const auto end = body.find('&');
    const std::string_view pair = body.substr(0, end);
    const auto equals = pair.find('=');
    auto name = text(pair.substr(0, equals));
    auto value = text(equals == pair.npos ? "" : pair.substr(equals + 1));
    if (!name || !value || name->empty() || form.size() == kFormFieldsMax)
      return Error{ErrorCode::invalid_argument, "this is not what the form sends"};
    form.insert_or_assign(std::move(*name), std::move(*value));
    body.remove_prefix(end == body.npos ? body.size() : end + 1);
  }
  return form;
}

}  // namespace kontor::host
