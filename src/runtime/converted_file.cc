#include "runtime/converted_file.h"

#include <fstream>
#include <system_error>

#include "runtime/sha256.h"

namespace vivavoce::runtime {
namespace {

std::filesystem::path RecordOf(std::filesystem::path output) { return output += ".sha256"; }

}  // namespace

std::string FingerprintOfInputs(const Model& model, const ModelConversion& conversion) {
  Sha256 hash;
  hash.Update(conversion.converter + "\n");
  for (const ModelFile& file : model.files) hash.Update(file.sha256 + "\n");
  return hash.Finish();
}

Result<ConversionRecord> ReadConversionRecord(const std::filesystem::path& output) {
  std::ifstream file(RecordOf(output));
  if (!file) return Fail(Error::NotFound("no record beside " + output.string()));
  ConversionRecord record;
  file >> record.sha256 >> record.size >> record.inputs;
  if (!file || !IsSha256Hex(record.sha256) || !IsSha256Hex(record.inputs)) {
    return Fail(Error::Corrupt("the record beside " + output.string() + " is not readable"));
  }
  return record;
}

Status WriteConversionRecord(const std::filesystem::path& output, const ConversionRecord& record) {
  const std::filesystem::path place = RecordOf(output);
  std::filesystem::path part = place;
  part += ".part";
  std::ofstream file(part, std::ios::trunc);
  file << record.sha256 << ' ' << record.size << ' ' << record.inputs << '\n';
  file.close();
  std::error_code error;
  std::filesystem::rename(part, place, error);
  if (!file || error) return Fail(Error::Unavailable("cannot write " + place.string()));
  return {};
}

}  // namespace vivavoce::runtime
