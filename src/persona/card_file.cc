#include "persona/card_file.h"

#include <algorithm>
#include <array>

#include "base/base64.h"
#include "persona/json_guard.h"
#include "persona/png_chunks.h"
#include "persona/zip_archive.h"

namespace vivavoce::persona {
namespace {

constexpr std::string_view kOldKeyword = "chara";
constexpr std::string_view kNewKeyword = "ccv3";
constexpr std::string_view kCardName = "card.json";
constexpr size_t kMaxTextBytes = 12 << 20;  // 8 MiB of JSON in base64

bool HasKeyword(const PngChunk& chunk, std::string_view keyword) {
  return (chunk.type == "tEXt" || chunk.type == "zTXt" || chunk.type == "iTXt") &&
         chunk.data.starts_with(std::string(keyword) + '\0');
}

Result<std::string> JsonOfPng(std::string_view bytes) {
  const auto chunks = ReadPng(bytes);
  if (!chunks) return Fail(chunks.error());
  for (const std::string_view keyword : {kNewKeyword, kOldKeyword}) {
    for (const PngChunk& chunk : *chunks) {
      if (!HasKeyword(chunk, keyword)) continue;
      auto text = PngText(chunk, keyword, kMaxTextBytes);
      if (!text) return text;
      // Some programs leave the base64 out.
      if (text->starts_with('{')) return text;
      auto json = DecodeLooseBase64(*text);
      if (!json) return Fail(Error::Corrupt("the card in the image is no base64"));
      return std::move(*json);
    }
  }
  return Fail(Error::NotFound("this image carries no character card"));
}

Result<std::string> JsonOfCharx(std::string_view bytes) {
  const auto entries = ReadZip(bytes);
  if (!entries) return Fail(entries.error());
  const auto it = std::ranges::find(*entries, kCardName, &ZipEntry::name);
  if (it == entries->end()) return Fail(Error::NotFound("this archive holds no card.json"));
  return it->data;
}

Result<std::string> Png(const CharacterCard& card, CardSpec spec, const std::string& json,
                        std::string_view base) {
  std::vector<PngChunk> chunks = PlainPicture(card.name);
  if (IsPng(base)) {
    auto read = ReadPng(base);
    if (!read) return Fail(read.error());
    chunks = std::move(*read);
  }
  std::vector<PngChunk> texts;
  if (spec == CardSpec::kV3) {
    const auto older = CardJson(card, CardSpec::kV2);
    if (!older) return Fail(older.error());
    texts.push_back(TextChunk(kOldKeyword, EncodeBase64(*older)));
    texts.push_back(TextChunk(kNewKeyword, EncodeBase64(json)));
  } else {
    texts.push_back(TextChunk(kOldKeyword, EncodeBase64(json)));
  }
  const auto is_card = [](const PngChunk& chunk) {
    return HasKeyword(chunk, kOldKeyword) || HasKeyword(chunk, kNewKeyword);
  };
  // Where the card stood, so that an unchanged image stays as it was; otherwise before the end.
  const auto first = std::ranges::find_if(chunks, is_card);
  const auto at =
      first == chunks.end() ? chunks.size() - 1 : static_cast<size_t>(first - chunks.begin());
  std::erase_if(chunks, is_card);
  chunks.insert(chunks.begin() + static_cast<long>(at), texts.begin(), texts.end());
  return WritePng(chunks);
}

Result<std::string> Charx(const std::string& json, std::string_view base) {
  std::vector<ZipEntry> entries;
  if (IsZip(base)) {
    auto read = ReadZip(base);
    if (!read) return Fail(read.error());
    entries = std::move(*read);
  }
  const auto it = std::ranges::find(entries, kCardName, &ZipEntry::name);
  if (it == entries.end()) {
    entries.insert(entries.begin(), {std::string(kCardName), json});
  } else {
    it->data = json;
  }
  return WriteZip(entries);
}

}  // namespace

std::string_view ToString(CardContainer container) {
  constexpr std::array<std::string_view, 3> kNames = {"json", "png", "charx"};
  return kNames[static_cast<size_t>(container)];
}

std::optional<CardContainer> CardContainerFrom(std::string_view name) {
  for (const auto container : {CardContainer::kJson, CardContainer::kPng, CardContainer::kCharx}) {
    if (name == ToString(container)) return container;
  }
  return std::nullopt;
}

Result<CardFile> ReadCardFile(std::string_view bytes) {
  CardFile file;
  Result<std::string> json = std::string();
  if (IsPng(bytes)) {
    file.container = CardContainer::kPng;
    json = JsonOfPng(bytes);
  } else if (IsZip(bytes)) {
    file.container = CardContainer::kCharx;
    json = JsonOfCharx(bytes);
  } else {
    json = std::string(bytes.substr(0, JsonLimits().max_bytes + 1));
  }
  if (!json) return Fail(json.error());
  auto card = ParseCard(*json);
  if (!card) return Fail(card.error());
  file.card = std::move(*card);
  return file;
}

Result<std::string> WriteCardFile(const CharacterCard& card, CardSpec spec, CardContainer container,
                                  std::string_view base) {
  const auto json = CardJson(card, spec);
  if (!json) return json;
  switch (container) {
    case CardContainer::kJson:
      return json;
    case CardContainer::kPng:
      return Png(card, spec, *json, base);
    case CardContainer::kCharx:
      return Charx(*json, base);
  }
  return Fail(Error::Internal("no such container"));
}

}  // namespace vivavoce::persona
