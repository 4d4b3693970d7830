#include <chrono>
#include <kontor/export.hpp>
#include <kontor/plugin.hpp>
#include <kontor/random.hpp>
#include <kontor/time.hpp>
#include <kontor/translated.hpp>
#include <memory>

#include "call_desk.hpp"
#include "pbx_link.hpp"

namespace kontor::telephony {
namespace {

constexpr Translated kCalling{
    "Your telephone rings, then {0} is called.", "Ваш телефон зазвонит, затем будет вызван {0}.",
    "Din telefon ringer, sedan rings {0} upp.", "Din telefon ringer, derefter ringes {0} op."};
constexpr Translated kNoPhone{"No telephone is set up for you.", "Для вас не задан телефон.",
                              "Ingen telefon är inställd för dig.",
                              "Der er ikke sat en telefon op til dig."};
constexpr Translated kNoNumber{"This person has no complete telephone number.",
                               "У этого человека нет полного номера телефона.",
                               "Personen har inget fullständigt telefonnummer.",
                               "Personen har ikke et fuldstændigt telefonnummer."};
constexpr Translated kNoExchange{"No telephone exchange is set up.", "АТС не настроена.",
                                 "Ingen telefonväxel är inställd.",
                                 "Der er ikke sat en telefoncentral op."};

std::map<std::string, std::string> users_of(const Json& settings) {
  std::map<std::string, std::string> users;
  const Json extensions = settings.value("extensions", Json::object());
  for (const auto& [extension, user] : extensions.items()) {
    if (user.is_string()) users[extension] = user.get<std::string>();
  }
  return users;
}

std::string fill(std::string text, const std::string& mark, const std::string& value) {
  if (const auto at = text.find(mark); at != std::string::npos) {
    text.replace(at, mark.size(), value);
  }
  return text;
}

// Telephony through Asterisk's manager interface: the card on a ring, calls on the
// timeline, a call at a click.
class Telephony final : public Plugin {
 public:
  explicit Telephony(Host host) : Plugin(std::move(host)) {
    action("telephony.call", [this](const ActionRequest& request) { return call(request); });
  }

  void start(const Start& start) override {
    locale_ = start.locale;
    settings_ = start.settings;
    users_ = users_of(settings_);
    const std::string address = text_of(settings_, "address");
    if (address.empty()) return;  // Health says so.
    const std::string region = text_of(settings_, "region");
    desk_ = std::make_unique<CallDesk>(
        host(), PhoneBook(host(), region.empty() ? std::nullopt : std::optional(region)), users_,
        locale_);
    desk_->load();
    PbxAddress pbx = parse_address(address);
    pbx.username = text_of(settings_, "username");
    pbx.secret = host().secret_get({.name = "secret"}).value.value_or("");
    link_ = std::make_unique<PbxLink>(
        host(), std::move(pbx),
        [this](PbxLink& link) {
          // What is up now; calls that are not have ended unheard.
          desk_->begin_sync();
          link.tell("CoreShowChannels", {});
        },
        [this](const AmiMessage& event) { desk_->take(event); });
  }

  void stop() override { link_.reset(); }

  Health health() override {
    if (!link_) return {.status = "degraded", .detail = kNoExchange.in(locale_)};
    if (link_->is_up()) return {.status = "ok", .detail = ""};
    return {.status = "degraded", .detail = link_->trouble()};
  }

 private:
  std::string extension_of(const ActionRequest& request) const {
    for (const auto& [extension, user] : users_) {
      if (user == request.actor.id) return extension;
    }
    throw Failure(KONTOR_CONFLICT, kNoPhone.in(locale_));
  }

  // E.164 as it is, or the prefix of the house and the digits.
  std::string dial_text(const std::string& number) const {
    const std::string prefix = text_of(settings_, "dial_prefix");
    return prefix.empty() ? number : prefix + number.substr(1);
  }

  ActionResult call(const ActionRequest& request) {
    if (!link_) throw Failure(KONTOR_CONFLICT, kNoExchange.in(locale_));
    const Json fields = request.record ? request.record->fields : Json::object();
    const std::string number = text_of(fields, "phone");
    if (!number.starts_with('+')) throw Failure(KONTOR_CONFLICT, kNoNumber.in(locale_));
    const std::string extension = extension_of(request);
    const std::string caller_id = text_of(settings_, "caller_id", extension);

    Call call{.id = "kontor-" + random_hex(), .number = number, .extension = extension};
    call.direction = "out";
    call.person = request.record->id;
    call.started_ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(now().time_since_epoch()).count();
    desk_->expect(call);
    try {
      const AmiMessage response = link_->ask(
          "Originate",
          {{"Channel",
            fill(text_of(settings_, "channel", "PJSIP/{extension}"), "{extension}", extension)},
           {"ChannelId", call.id},
           {"Context", text_of(settings_, "context", "internal")},
           {"Exten", dial_text(number)},
           {"Priority", "1"},
           {"CallerID", "\"Kontor\" <" + caller_id + ">"},
           {"Variable", "KONTOR_CALL_ID=" + call.id},
           {"Timeout", "30000"},
           {"Async", "true"}},
          call.id);
      if (response.get("Response") != "Success") {
        throw Failure(KONTOR_UNAVAILABLE, "the exchange refused: " + response.get("Message"));
      }
    } catch (const Failure&) {
      desk_->forget(call.id);
      throw;
    }
    return {.output = {{"call_id", call.id}},
            .message = kCalling.in(locale_, {text_of(fields, "name", number)})};
  }

  std::string locale_ = "en";
  Json settings_ = Json::object();
  std::map<std::string, std::string> users_;
  std::unique_ptr<CallDesk> desk_;
  std::unique_ptr<PbxLink> link_;  // After desk_: its thread uses it.
};

}  // namespace
}  // namespace kontor::telephony

KONTOR_PLUGIN(kontor::telephony::Telephony);
