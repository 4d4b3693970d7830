#include <charconv>

#include "smpp_desk.hpp"

namespace kontor::sms {

SmppSettings SmppSettings::from_settings(const Json& settings, std::string password) {
  SmppSettings smpp;
  const std::string address = text_of(settings, "smpp_address");
  const std::size_t colon = address.rfind(':');
  smpp.link.host = address.substr(0, colon);
  if (colon != std::string::npos) {
    const char* end = address.data() + address.size();
    const auto read = std::from_chars(address.data() + colon + 1, end, smpp.link.port);
    if (read.ec != std::errc{} || read.ptr != end) smpp.link.port = 0;
  }
  if (smpp.link.host.empty() || smpp.link.port < 1 || smpp.link.port > 65535) {
    throw Failure(KONTOR_INVALID_ARGUMENT, "not an address like smsc.example:2775: " + address);
  }
  smpp.link.tls = settings.value("smpp_tls", false);
  smpp.link.session.bind = {.system_id = text_of(settings, "username"),
                            .password = std::move(password),
                            .system_type = text_of(settings, "smpp_system_type")};
  smpp.link.session.window = static_cast<std::size_t>(settings.value("smpp_window", 10));
  smpp.link.session.response_timeout_ms =
      settings.value("smpp_response_timeout_s", std::int64_t{15}) * 1000;
  smpp.link.session.enquire_after_ms = settings.value("smpp_enquire_s", std::int64_t{30}) * 1000;
  smpp.from = text_of(settings, "from");
  smpp.linking = smpp::linking_of(text_of(settings, "smpp_linking"));
  smpp.id_form = smpp::id_form_of(text_of(settings, "smpp_ids"));
  return smpp;
}

std::uint16_t reference_of(const std::string& id) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return static_cast<std::uint16_t>(hash >> 16 ^ hash);
}

}  // namespace kontor::sms
