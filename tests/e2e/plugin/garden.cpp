#include <cstdlib>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/view.hpp>

namespace {

using kontor::Json;
using kontor::text_of;

// Shows and does on records what a browser's journey looks at; breaks when asked to.
class Garden final : public kontor::Plugin {
 public:
  explicit Garden(kontor::Host given) : Plugin(std::move(given)) {
    panel("garden.bed", [](const kontor::PanelRequest&) { return bed(); });
    action("garden.water", [](const kontor::ActionRequest& request) { return water(request); });
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

  static kontor::ActionResult water(const kontor::ActionRequest& request) {
    const std::string last = request.record ? text_of(request.record->fields, "last_name") : "";
    if (last == text_of(request.input, "but_not"))
      throw kontor::Failure(KONTOR_FORBIDDEN, "This bed is wet enough.");
    return {.output = Json::object(), .message = "Watered."};
  }
};

}  // namespace

KONTOR_PLUGIN(Garden);
