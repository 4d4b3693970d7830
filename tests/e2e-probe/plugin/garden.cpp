#include <algorithm>
#include <cstdlib>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/view.hpp>
#include <utility>

namespace {

using kontor::Json;
using kontor::text_of;

// Shows and does on records what a browser's journey looks at; breaks when asked to.
class Garden final : public kontor::Plugin {
 public:
  explicit Garden(kontor::Host given) : Plugin(std::move(given)) {
    panel("garden.bed", [](const kontor::PanelRequest&) { return bed(); });
    action("garden.water", [](const kontor::ActionRequest& request) { return water(request); });
    menu("garden.overview", [](const kontor::MenuRequest&) {
      return kontor::MenuResult{.title = "The garden",
                                .blocks = {kontor::view::text("Everything is in bloom.")}};
    });
    import_format("seeds", [](const kontor::ImportPiece& piece) { return gardeners(piece); });
    // Only for who knows how: the market's checks try every action with anything.
    action("garden.break", [this](const kontor::ActionRequest& request) {
      if (text_of(request.input, "on") != "a stone") return;
      host().log_info("the spade breaks");
      std::abort();
    });
  }

 private:
  static kontor::PanelResult bed() {
    using namespace kontor::view;
    return {.title = "",
            .blocks = {
                heading("Beds"), text("Grown by version " KONTOR_PLUGIN_VERSION "."),
                fields({{.label = "Soil", .value = "<b>loam</b>"}}),
                table({"Plant", "Rows"}, {{"Beans", "3"}, {"Peas", "5"}}),
                chart({{.name = "Harvest",
                        .points = {{.label = "June", .value = 3}, {.label = "July", .value = 5}}}}),
                links({{.text = "All deals", .href = "/deals"},
                       {.text = "Somebody's script", .href = "javascript:alert(1)"}})}};
  }

  // A gardener a line: "Rosa Berg: roses, beans".
  static kontor::ImportedRows gardeners(const kontor::ImportPiece& piece) {
    kontor::ImportedRows read;
    read.columns = {"First name", "Last name", "Grows"};
    const auto cut = [](std::string& rest, char at) {
      const std::size_t end = std::min(rest.find(at), rest.size());
      std::string part = rest.substr(0, end);
      rest.erase(0, end + 1);
      return part;
    };
    std::string text = piece.bytes;
    while (!text.empty() && (piece.last || text.find('\n') != text.npos)) {
      std::string line = cut(text, '\n');
      std::string first = cut(line, ' ');
      std::string last = cut(line, ':');
      read.rows.push_back({std::move(first), std::move(last), std::move(line)});
    }
    read.read_bytes = static_cast<std::int64_t>(piece.bytes.size() - text.size());
    return read;
  }

  static kontor::ActionResult water(const kontor::ActionRequest& request) {
    const std::string last = request.record ? text_of(request.record->fields, "last_name") : "";
    if (last == text_of(request.input, "but_not"))
      throw kontor::Failure(KONTOR_FORBIDDEN, "This bed is wet enough.");
    return {.output = Json::object(), .message = "Watered."};
  }
};

}  // namespace

KONTOR_PLUGIN(Garden);
