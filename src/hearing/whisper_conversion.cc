#include "hearing/whisper_conversion.h"

#include <fmt/format.h>
#include <ggml.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "audio/log_mel.h"
#include "hearing/byte_vocabulary.h"
#include "hearing/ct2_model.h"
#include "hearing/ggml_writer.h"
#include "hearing/whisper_shape.h"

namespace vivavoce::hearing {
namespace {

using Storage = GgmlWriter::Storage;

constexpr int32_t kGgmlMagic = 0x67676d6c;
// Text tokens come from the file; whisper.cpp makes the special ones after them itself.
constexpr int64_t kTextTokens = 50257;

// One CTranslate2 variable, or a run of its rows, and where it goes.
struct Move {
  std::string from, to;
  std::vector<int64_t> dims;  // of the whole source
  Storage storage;
  int64_t first_row = 0;
  int64_t rows = -1;                  // -1: all
  std::vector<int64_t> written = {};  // dims in the file when they differ
};

class Plan {
 public:
  explicit Plan(const WhisperShape& shape) : shape_(shape) {
    const int64_t w = shape.width;
    for (int conv = 1; conv <= 2; ++conv) {
      const std::string from = fmt::format("encoder/conv{}/", conv);
      const std::string to = fmt::format("encoder.conv{}.", conv);
      Add({from + "weight", to + "weight", {w, conv == 1 ? shape.mels : w, 3}, Storage::kFloat16});
      // whisper.cpp adds it to [width, frames] and wants it as a column.
      Add({.from = from + "bias",
           .to = to + "bias",
           .dims = {w},
           .storage = Storage::kFloat32,
           .written = {w, 1}});
    }
    Add({"encoder/position_encodings/encodings",
         "encoder.positional_embedding",
         {shape.audio_context, w},
         Storage::kFloat32});
    Norm("encoder/layer_norm", "encoder.ln_post");
    Add({"decoder/position_encodings/encodings",
         "decoder.positional_embedding",
         {shape.text_context, w},
         Storage::kFloat32});
    Add({"decoder/embeddings/weight",
         "decoder.token_embedding.weight",
         {shape.vocabulary, w},
         Storage::kQ8});
    Norm("decoder/layer_norm", "decoder.ln");
    for (int64_t i = 0; i < shape.encoder_layers; ++i) Layer("encoder", i);
    for (int64_t i = 0; i < shape.decoder_layers; ++i) Layer("decoder", i);
  }
  const std::vector<Move>& moves() const { return moves_; }

 private:
  void Add(Move move) { moves_.push_back(std::move(move)); }

  void Norm(const std::string& from, const std::string& to) {
    Add({from + "/gamma", to + ".weight", {shape_.width}, Storage::kFloat32});
    Add({from + "/beta", to + ".bias", {shape_.width}, Storage::kFloat32});
  }
  // Rows [first, first + rows) of a linear layer with `out` rows.
  void Linear(const std::string& from, const std::string& to, int64_t out, int64_t in,
              int64_t first = 0, int64_t rows = -1, bool bias = true) {
    Add({from + "/weight", to + ".weight", {out, in}, Storage::kQ8, first, rows});
    if (bias) Add({from + "/bias", to + ".bias", {out}, Storage::kFloat32, first, rows});
  }
  void Layer(const std::string& side, int64_t index) {
    const int64_t w = shape_.width;
    const std::string from = fmt::format("{}/layer_{}/", side, index);
    const std::string to = fmt::format("{}.blocks.{}.", side, index);
    const std::string self = from + "self_attention/";
    Norm(self + "layer_norm", to + "attn_ln");
    // Query, key and value are stacked. The key bias is zero in every Whisper model (it cancels in
    // the softmax) and whisper.cpp has no place for it.
    Linear(self + "linear_0", to + "attn.query", 3 * w, w, 0, w);
    Linear(self + "linear_0", to + "attn.key", 3 * w, w, w, w, false);
    Linear(self + "linear_0", to + "attn.value", 3 * w, w, 2 * w, w);
    Linear(self + "linear_1", to + "attn.out", w, w);
    if (side == "decoder") {
      const std::string cross = from + "attention/";
      Norm(cross + "layer_norm", to + "cross_attn_ln");
      Linear(cross + "linear_0", to + "cross_attn.query", w, w);
      Linear(cross + "linear_1", to + "cross_attn.key", 2 * w, w, 0, w, false);
      Linear(cross + "linear_1", to + "cross_attn.value", 2 * w, w, w, w);
      Linear(cross + "linear_2", to + "cross_attn.out", w, w);
    }
    Norm(from + "ffn/layer_norm", to + "mlp_ln");
    Linear(from + "ffn/linear_0", to + "mlp.0", 4 * w, w);
    Linear(from + "ffn/linear_1", to + "mlp.2", w, 4 * w);
  }

  WhisperShape shape_;
  std::vector<Move> moves_;
};

void WriteHeader(GgmlWriter& writer, const WhisperShape& shape) {
  writer.Number(kGgmlMagic);
  for (const int64_t number :
       {shape.vocabulary, shape.audio_context, shape.width, shape.heads, shape.encoder_layers,
        shape.text_context, shape.width, shape.heads, shape.decoder_layers, shape.mels}) {
    writer.Number(static_cast<int32_t>(number));
  }
  writer.Number(GGML_QNT_VERSION * GGML_QNT_VERSION_FACTOR + GGML_FTYPE_MOSTLY_Q8_0);
  const audio::MelConfig mel{.mels = static_cast<int>(shape.mels)};
  writer.Number(mel.mels);
  writer.Number(mel.window / 2 + 1);
  writer.Floats(audio::MelFilterbank(mel));
}

Status WriteTensor(GgmlWriter& writer, const Ct2Model& model, const Move& move) {
  const Result<std::vector<float>> all = model.Floats(move.from, move.dims);
  if (!all) return Fail(all.error());
  std::vector<int64_t> dims = move.written.empty() ? move.dims : move.written;
  std::span<const float> values = *all;
  if (move.rows >= 0) {
    const size_t row = all->size() / static_cast<size_t>(move.dims[0]);
    values = values.subspan(static_cast<size_t>(move.first_row) * row,
                            static_cast<size_t>(move.rows) * row);
    dims[0] = move.rows;
  }
  return writer.Tensor(move.to, values, dims, move.storage);
}

}  // namespace

Status ConvertCt2WhisperToGgml(const std::filesystem::path& model_dir,
                               const std::function<void(double)>& progress) {
  const Result<Ct2Model> model = Ct2Model::Open(model_dir / kWhisperWeightsFile);
  if (!model) return Fail(model.error());
  const std::string source = (model_dir / kWhisperWeightsFile).string();
  const Result<WhisperShape> shape = ReadWhisperShape(*model);
  if (!shape) {
    const std::string& why = shape.error().message;
    return Fail(Error::Corrupt(why.starts_with(source) ? why : source + ": " + why));
  }
  const auto vocabulary =
      ReadByteVocabulary(model_dir / kWhisperVocabularyFile,
                         static_cast<size_t>(std::min(kTextTokens, shape->vocabulary)));
  if (!vocabulary) return Fail(vocabulary.error());

  const std::filesystem::path target = model_dir / kWhisperGgmlFile;
  const std::filesystem::path partial = target.string() + ".part";
  GgmlWriter writer(partial);
  WriteHeader(writer, *shape);
  writer.Number(static_cast<int32_t>(vocabulary->size()));
  for (const std::string& token : *vocabulary) writer.Text(token);

  const Plan plan(*shape);
  Status ok;
  for (size_t i = 0; ok && i < plan.moves().size(); ++i) {
    ok = WriteTensor(writer, *model, plan.moves()[i]);
    if (progress) {
      progress(static_cast<double>(i + 1) / static_cast<double>(plan.moves().size()));
    }
  }
  if (ok) ok = writer.Close();
  std::error_code failure;
  if (ok) std::filesystem::rename(partial, target, failure);
  if (ok && failure) ok = Fail(Error::Unavailable(target.string() + ": " + failure.message()));
  if (!ok) std::filesystem::remove(partial, failure);
  return ok;
}

}  // namespace vivavoce::hearing
