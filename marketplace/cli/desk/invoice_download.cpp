#include "marketplace/cli/desk/invoice_download.hpp"

#include "base/core/files.hpp"

namespace kontor::marketplace {

Result<Json> download_invoice(const Address& address, const std::string& order_id, bool credit_note,
                              const std::filesystem::path& file) {
  auto desk = TRY(Desk::open(address));
  const auto response =
      TRY(desk.send("GET", "/orders/" + http::percent_encode(order_id) + "/invoice.pdf" +
                               (credit_note ? "?kind=credit_note" : "")));
  if (response.status != 200) TRY(http::json_answer(response));
  TRY(write_file(file, response.body));
  return Json{{"file", file.string()}, {"bytes", response.body.size()}};
}

}  // namespace kontor::marketplace
