#include "hearing/whisper_shape.h"

#include <fmt/format.h>

namespace vivavoce::hearing {
namespace {

constexpr int64_t kHeadWidth = 64;  // in every published Whisper size
constexpr int64_t kMaxLayers = 64;

int64_t CountLayers(const Ct2Model& model, const char* side) {
  int64_t layers = 0;
  while (layers < kMaxLayers &&
         model.Has(fmt::format("{}/layer_{}/ffn/linear_0/weight", side, layers))) {
    ++layers;
  }
  return layers;
}

}  // namespace

Result<WhisperShape> ReadWhisperShape(const Ct2Model& model) {
  if (model.spec() != "WhisperSpec") {
    return Fail(Error::Corrupt(fmt::format("model is a \"{}\", not a WhisperSpec", model.spec())));
  }
  const auto conv = model.Find("encoder/conv1/weight");
  if (!conv) return Fail(conv.error());
  const auto audio = model.Find("encoder/position_encodings/encodings");
  if (!audio) return Fail(audio.error());
  const auto text = model.Find("decoder/position_encodings/encodings");
  if (!text) return Fail(text.error());
  const auto embeddings = model.Find("decoder/embeddings/weight");
  if (!embeddings) return Fail(embeddings.error());
  if (conv->dims.size() != 3 || audio->dims.size() != 2 || text->dims.size() != 2 ||
      embeddings->dims.size() != 2) {
    return Fail(Error::Corrupt("Whisper model: convolution or embeddings of the wrong rank"));
  }
  WhisperShape shape{.vocabulary = embeddings->dims[0],
                     .mels = conv->dims[1],
                     .width = conv->dims[0],
                     .heads = conv->dims[0] / kHeadWidth,
                     .audio_context = audio->dims[0],
                     .text_context = text->dims[0],
                     .encoder_layers = CountLayers(model, "encoder"),
                     .decoder_layers = CountLayers(model, "decoder")};
  const bool widths_agree = audio->dims[1] == shape.width && text->dims[1] == shape.width &&
                            embeddings->dims[1] == shape.width;
  if (!widths_agree || shape.width == 0 || shape.width % kHeadWidth != 0 || shape.mels == 0 ||
      shape.audio_context == 0 || shape.text_context == 0 || shape.encoder_layers == 0 ||
      shape.decoder_layers == 0) {
    return Fail(Error::Corrupt("Whisper model: sizes of its layers contradict each other"));
  }
  return shape;
}

}  // namespace vivavoce::hearing
