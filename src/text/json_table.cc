#include "text/json_table.h"

#include <cstddef>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

namespace vivavoce::text {
namespace {

class TableHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit TableHandler(const JsonEntry& entry) : entry_(entry) {}

  bool null() override { return depth_ > 0; }
  bool boolean(bool) override { return depth_ > 0; }
  bool number_integer(number_integer_t) override { return depth_ > 0; }
  bool number_unsigned(number_unsigned_t) override { return depth_ > 0; }
  bool number_float(number_float_t, const string_t&) override { return depth_ > 0; }
  bool binary(binary_t&) override { return false; }
  bool string(string_t& value) override {
    if (depth_ == 0) return false;
    entry_(key_, depth_ > 1 ? std::string_view(inner_) : std::string_view(), value);
    return true;
  }
  bool start_object(size_t) override { return ++depth_ <= 2; }
  bool end_object() override {
    if (--depth_ == 1) inner_.clear();
    return true;
  }
  bool start_array(size_t) override { return depth_ > 0; }
  bool end_array() override { return true; }
  bool key(string_t& name) override {
    (depth_ == 1 ? key_ : inner_) = name;
    return true;
  }
  bool parse_error(size_t, const std::string&, const nlohmann::json::exception&) override {
    return false;
  }

 private:
  const JsonEntry& entry_;
  int depth_ = 0;
  std::string key_;
  std::string inner_;
};

}  // namespace

Status ReadJsonTable(const std::string& path, const JsonEntry& entry) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Fail(Error::NotFound("cannot read the dictionary " + path));
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  TableHandler handler(entry);
  try {
    if (nlohmann::json::sax_parse(text, &handler)) return {};
  } catch (const nlohmann::json::exception&) {
    // falls through: not a dictionary
  }
  return Fail(Error::Corrupt(path + " is not a JSON dictionary"));
}

}  // namespace vivavoce::text
