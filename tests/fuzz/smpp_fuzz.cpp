#include <cstdint>
#include <cstdlib>

#include "plugins/sms/smpp/receipt.hpp"
#include "plugins/sms/smpp/session.hpp"
#include "plugins/sms/smpp/user_data.hpp"

using namespace kontor::sms::smpp;

// Property: whatever an SMSC sends, in any pieces, each submit ends exactly once in accepted,
// refused, uncertain or unsent; a message that was read is read again the same from what this
// client would write; nothing throws.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t piece = static_cast<std::size_t>(data[0]) + 1;
  Session session({.window = 4}, kBindTransceiver, 0);
  std::uint64_t submitted = 0;
  std::uint64_t ended = 0;
  const auto look = [&] {
    for (const SessionEvent& event : session.take_events()) {
      using Kind = SessionEvent::Kind;
      if (event.kind == Kind::accepted || event.kind == Kind::refused ||
          event.kind == Kind::uncertain || event.kind == Kind::unsent)
        ++ended;
      if (event.kind != Kind::delivered) continue;
      (void)receipt_of(event.message);
      const Incoming incoming = incoming_of(event.message);
      if (incoming.number < 1 || incoming.number > incoming.total) std::abort();
      const auto again = short_message_of(short_message_body(event.message));
      if (!again || again->octets != event.message.octets) std::abort();
      session.answer(event.sequence, kOk);
    }
  };
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    session.feed(bytes.substr(at, piece), 1);
    look();
    if (session.may_submit()) session.submit({.octets = "hi"}, ++submitted, 1);
    session.wrote(session.take_output().size());
  }
  session.disconnect("the end");
  look();
  if (ended != submitted || session.state() != Session::State::closed) std::abort();
  return 0;
}
