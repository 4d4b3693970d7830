#include <kontor/export.hpp>
#include <kontor/plugin.hpp>

namespace {

constexpr int kHandlers = 100;

// A hook on two fields and a hundred handlers of one event, as any plugin would write them.
class Boundary final : public kontor::Plugin {
 public:
  explicit Boundary(kontor::Host host) : Plugin(std::move(host)) {
    before_save("person", [](kontor::Json person) {
      person["last_name"] = kontor::text_of(person, "last_name") + "!";
      return person;
    });
    for (int handler = 0; handler < kHandlers; ++handler)
      on_event("deal.won", [this](const kontor::Event&) { ++heard_; });
  }

 private:
  int heard_ = 0;
};

}  // namespace

KONTOR_PLUGIN(Boundary);
