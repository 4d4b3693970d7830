#pragma once

#include <kontor/op/types.hpp>
#include <string>
#include <utility>
#include <vector>

// The parts of panels and public pages. The host draws them; texts are shown as they are.
namespace kontor::view {

using Block = op::ViewBlock;

inline Block heading(std::string text) { return {.kind = "heading", .text = std::move(text)}; }
inline Block text(std::string text) { return {.kind = "text", .text = std::move(text)}; }
inline Block fields(std::vector<op::ViewField> fields) {
  return {.kind = "fields", .fields = std::move(fields)};
}
inline Block table(std::vector<std::string> columns, std::vector<std::vector<std::string>> rows) {
  return {.kind = "table", .columns = std::move(columns), .rows = std::move(rows)};
}
inline Block chart(std::vector<op::Series> series) {
  return {.kind = "chart", .series = std::move(series)};
}
inline Block links(std::vector<op::ViewLink> links) {
  return {.kind = "links", .links = std::move(links)};
}
// Public pages only; comes back as PageRequest::form.
inline Block form(std::vector<op::FormField> inputs, std::string submit) {
  return {.kind = "form", .inputs = std::move(inputs), .submit = std::move(submit)};
}
// Panels and menu pages only: the form of an action of this plugin, or its button alone when
// `given` leaves nothing to ask. `text` stands on the button; empty: the action's own label.
inline Block action(std::string name, std::string text, Json given = Json::object()) {
  return {.kind = "action",
          .text = std::move(text),
          .action = std::move(name),
          .given = std::move(given)};
}
inline Block action_on(op::RecordReference record, std::string name, std::string text, Json given) {
  Block block = action(std::move(name), std::move(text), std::move(given));
  block.record = std::move(record);
  return block;
}

}  // namespace kontor::view
