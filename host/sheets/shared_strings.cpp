#include "host/sheets/shared_strings.hpp"

#include "host/sheets/xml_reader.hpp"

namespace kontor::host {

namespace {

Error too_many_texts() {
  return Error{ErrorCode::invalid_argument, "the workbook holds too much text; save it as CSV",
               R"({"code":"bad-workbook"})"};
}

}  // namespace

std::string_view SharedStrings::at(std::size_t place) const {
  const std::size_t begin = place == 0 ? 0 : ends_[place - 1];
  return std::string_view(text_).substr(begin, ends_[place] - begin);
}

Result<SharedStrings> SharedStrings::read(ZipArchive& archive, const std::string& part) {
  SharedStrings strings;
  int phonetic = 0;  // How a text is spoken stands beside it and is no part of it.
  bool inside = false;
  const auto reader = XmlReader::create(
      {.start = [&](std::string_view name, const XmlReader::Attributes&) -> Status {
         if (name == "rPh") ++phonetic;
         inside = name == "t" && phonetic == 0;
         return ok();
       },
       .end = [&](std::string_view name) -> Status {
         if (name == "rPh") --phonetic;
         inside = false;
         if (name != "si") return ok();
         if (strings.ends_.size() >= kCountMax) return too_many_texts();
         strings.ends_.push_back(static_cast<std::uint32_t>(strings.text_.size()));
         return ok();
       },
       .text = [&](std::string_view text) -> Status {
         if (!inside) return ok();
         if (strings.text_.size() + text.size() > kBytesMax) return too_many_texts();
         strings.text_ += text;
         return ok();
       }});
  TRY(archive.read(part, [&](std::string_view piece) { return reader->feed(piece); }));
  TRY(reader->finish());
  return strings;
}

}  // namespace kontor::host
