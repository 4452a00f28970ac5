#include "speaking/plan_picture.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "text/escape_markup.h"
#include "text/script.h"
#include "text/utf8.h"

namespace vivavoce::speaking {
namespace {

using text::EscapeMarkup;

constexpr float kDrawnVoicedHz = 10;
constexpr int kPitchRows = 9;
constexpr int kLabelRows = 3;
constexpr double kMostMsAColumn = 25;

double Ms(int64_t samples) { return static_cast<double>(samples) * 1000 / kSpeechSampleRateHz; }

std::string_view WordText(const PictureClause& clause, const SpokenWord& word) {
  return std::string_view(clause.text).substr(word.text_begin, word.text_end - word.text_begin);
}

// The lowest and highest voiced F0 of what is drawn, in semitones of 1 Hz.
struct PitchSpan {
  float low = 1e9f, high = -1e9f;

  void Take(std::span<const float> f0) {
    for (const float hz : f0) {
      if (hz <= kDrawnVoicedHz) continue;
      low = std::min(low, 12 * std::log2(hz));
      high = std::max(high, 12 * std::log2(hz));
    }
  }
  bool empty() const { return low > high; }
  // 0 at the bottom, 1 at the top.
  float Place(float hz) const {
    return high > low ? (12 * std::log2(hz) - low) / (high - low) : 0.5f;
  }
};

// A grid of characters, some of which are two columns wide.
class Canvas {
 public:
  explicit Canvas(size_t columns) : columns_(columns) {}

  void Put(std::vector<std::string>& row, size_t column, std::string_view cell) const {
    if (column < row.size()) row[column] = cell;
  }
  std::vector<std::string> Row() const { return std::vector<std::string>(columns_, " "); }

  // Writes `label` where nothing is; false when it does not fit.
  bool Write(std::vector<std::string>& row, size_t column, std::string_view label) const {
    std::vector<std::string> cells;
    for (size_t at = 0; at < label.size();) {
      const text::Utf8Char c = text::DecodeUtf8At(label, at);
      cells.emplace_back(label.substr(at, c.size));
      if (text::ScriptOf(c.code) == text::Script::kHan) cells.emplace_back();
      at += c.size;
    }
    if (column + cells.size() > row.size()) return false;
    const size_t guard = column > 0 ? column - 1 : column;
    for (size_t i = guard; i < column + cells.size(); ++i) {
      if (row[i] != " ") return false;
    }
    std::ranges::copy(cells, row.begin() + static_cast<ptrdiff_t>(column));
    return true;
  }

  static std::string Line(const std::vector<std::string>& row, std::string_view name) {
    std::string line;
    for (const std::string& cell : row) line += cell;
    line.erase(line.find_last_not_of(' ') + 1);
    return fmt::format("{:>6} {}\n", name, line);
  }

 private:
  const size_t columns_;
};

class TextPanel {
 public:
  TextPanel(const PictureClause& clause, int columns)
      : clause_(clause),
        ms_a_column_(std::max(kMostMsAColumn,
                              Ms(static_cast<int64_t>(clause.clause.samples.size())) / columns)),
        canvas_(static_cast<size_t>(
            std::ceil(Ms(static_cast<int64_t>(clause.clause.samples.size())) / ms_a_column_)) + 1) {}

  std::string Draw() const {
    std::string out;
    if (clause_.clause.trace) {
      out += Pitch(*clause_.clause.trace);
      out += Loudness(*clause_.clause.trace);
    }
    out += Labels(/*words=*/true) + Labels(/*words=*/false);
    out += fmt::format("{:>6} 1 column = {:.0f} ms\n", "", ms_a_column_);
    return out;
  }

 private:
  size_t Column(int64_t sample) const { return static_cast<size_t>(Ms(sample) / ms_a_column_); }

  std::string Pitch(const ProsodyTrace& trace) const {
    PitchSpan span;
    span.Take(trace.model_f0);
    span.Take(trace.f0);
    if (span.empty()) return "";
    std::vector<std::vector<std::string>> rows(kPitchRows, canvas_.Row());
    const auto draw = [&](const std::vector<float>& f0, std::string_view sign) {
      for (size_t i = 0; i < f0.size(); ++i) {
        if (f0[i] <= kDrawnVoicedHz) continue;
        const float down = (1 - span.Place(f0[i])) * (kPitchRows - 1);
        const auto row = static_cast<size_t>(std::lround(down));
        canvas_.Put(rows[row], Column(trace.sample_of[i]), sign);
      }
    };
    draw(trace.model_f0, "·");
    draw(trace.f0, "●");
    std::string out;
    for (size_t r = 0; r < rows.size(); ++r) {
      const float x = 1 - static_cast<float>(r) / (kPitchRows - 1);
      const float hz = std::exp2((span.low + x * (span.high - span.low)) / 12);
      out += Canvas::Line(rows[r], r % 2 == 0 ? fmt::format("{:.0f}Hz", hz) : "");
    }
    return out;
  }

  std::string Loudness(const ProsodyTrace& trace) const {
    static constexpr std::array<std::string_view, 8> kBars = {"▁", "▂", "▃", "▄",
                                                              "▅", "▆", "▇", "█"};
    auto row = canvas_.Row();
    for (size_t i = 0; i < trace.gain_db.size(); ++i) {
      const float db = 2 * trace.gain_db[i];  // the other half is in the energy curve
      const auto bar = static_cast<size_t>(std::clamp((db + 12) / 18 * 8, 0.0f, 7.0f));
      canvas_.Put(row, Column(trace.sample_of[i]), kBars[bar]);
    }
    return Canvas::Line(row, "dB");
  }

  std::string Labels(bool words) const {
    std::vector<std::vector<std::string>> rows(kLabelRows, canvas_.Row());
    const auto write = [&](int64_t sample, const std::string& label) {
      for (auto& row : rows) {
        if (canvas_.Write(row, Column(sample), label)) return;
      }
    };
    if (words) {
      for (const SpokenWord& word : clause_.clause.words) {
        write(word.start_sample, std::string(WordText(clause_, word)));
      }
    } else if (clause_.clause.trace) {
      for (const ProsodyTrace::Mark& mark : clause_.clause.trace->marks) {
        write(mark.start_sample, "[" + mark.name + "]");
      }
    }
    std::string out;
    for (const auto& row : rows) {
      const std::string line = Canvas::Line(row, "");
      if (line.find_first_not_of(" \n") != line.npos) out += line;
    }
    return out;
  }

  const PictureClause& clause_;
  const double ms_a_column_;
  const Canvas canvas_;
};

// Places in the SVG, in its pixels.
constexpr double kPixelsAMs = 0.22, kLeft = 56, kTop = 30, kPitchHeight = 180, kGainTop = 228,
                 kGainHeight = 40, kWordsY = 292, kHeight = 330;

class SvgDrawing {
 public:
  explicit SvgDrawing(std::span<const PictureClause> clauses) : clauses_(clauses) {
    for (const PictureClause& clause : clauses) {
      if (!clause.clause.trace) continue;
      pitch_.Take(clause.clause.trace->model_f0);
      pitch_.Take(clause.clause.trace->f0);
    }
  }

  std::string Draw() {
    std::string body;
    double ms = 0;
    for (const PictureClause& clause : clauses_) {
      body += Clause(clause, ms);
      ms += Ms(static_cast<int64_t>(clause.clause.samples.size()));
    }
    return Head(X(ms) + 16) + body + "</svg>\n";
  }

 private:
  static double X(double ms) { return kLeft + ms * kPixelsAMs; }
  double Y(float hz) const { return kTop + (1 - pitch_.Place(hz)) * kPitchHeight; }

  std::string Head(double width) const {
    std::string out = fmt::format(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" "
        "viewBox=\"0 0 {0:.0f} {1:.0f}\" font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
        "<text x=\"{2:.0f}\" y=\"18\" fill=\"#8a8f98\">F0 as the model has it</text>\n"
        "<text x=\"{3:.0f}\" y=\"18\" fill=\"#2563eb\">F0 as spoken</text>\n"
        "<text x=\"{4:.0f}\" y=\"18\" fill=\"#15803d\">loudness, 12 dB</text>\n",
        width, kHeight, kLeft, kLeft + 150, kLeft + 250);
    if (pitch_.empty()) return out;
    for (const float hz : {80.0f, 100.0f, 125.0f, 160.0f, 200.0f, 250.0f, 320.0f, 400.0f}) {
      if (12 * std::log2(hz) < pitch_.low || 12 * std::log2(hz) > pitch_.high) continue;
      out += fmt::format(
          "<line x1=\"{0:.0f}\" x2=\"{1:.0f}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\" stroke=\"#eceef1\"/>"
          "<text x=\"6\" y=\"{3:.1f}\" fill=\"#8a8f98\">{4:.0f} Hz</text>\n",
          kLeft, width, Y(hz), Y(hz) + 4, hz);
    }
    return out;
  }

  std::string Clause(const PictureClause& clause, double ms) const {
    std::string out;
    if (const ProsodyTrace* trace = clause.clause.trace.get()) {
      for (const ProsodyTrace::Mark& mark : trace->marks) {
        out += fmt::format(
            "<rect x=\"{:.1f}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{:.0f}\" fill=\"#fde9c8\"/>"
            "<text x=\"{:.1f}\" y=\"{:.0f}\" fill=\"#b45309\">{}</text>\n",
            X(ms + Ms(mark.start_sample)), kTop,
            std::max(2.0, Ms(mark.end_sample - mark.start_sample) * kPixelsAMs),
            kWordsY - kTop - 12, X(ms + Ms(mark.start_sample)), kHeight - 8,
            EscapeMarkup(mark.name));
      }
      out += Curve(*trace, trace->model_f0, ms, "#a3a8b0", "1.2\" stroke-dasharray=\"3 3");
      out += Curve(*trace, trace->f0, ms, "#2563eb", "2");
      out += Gain(*trace, ms);
    }
    for (const SpokenWord& word : clause.clause.words) {
      out += fmt::format("<text x=\"{:.1f}\" y=\"{:.0f}\" fill=\"#1f2328\">{}</text>\n",
                         X(ms + Ms(word.start_sample)), kWordsY,
                         EscapeMarkup(WordText(clause, word)));
    }
    return out;
  }

  std::string Curve(const ProsodyTrace& trace, const std::vector<float>& f0, double ms,
                    std::string_view colour, std::string_view width) const {
    std::string out, path;
    const auto close = [&] {
      if (!path.empty()) {
        out += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\"/>\n",
                           path, colour, width);
      }
      path.clear();
    };
    for (size_t i = 0; i < f0.size(); ++i) {
      if (f0[i] <= kDrawnVoicedHz) {
        close();
        continue;
      }
      path += fmt::format("{}{:.1f} {:.1f} ", path.empty() ? "M" : "L",
                          X(ms + Ms(trace.sample_of[i])), Y(f0[i]));
    }
    close();
    return out;
  }

  std::string Gain(const ProsodyTrace& trace, double ms) const {
    std::string path;
    for (size_t i = 0; i < trace.gain_db.size(); ++i) {
      const double db = std::clamp(2.0 * trace.gain_db[i], -12.0, 12.0);
      path += fmt::format("{}{:.1f} {:.1f} ", i == 0 ? "M" : "L", X(ms + Ms(trace.sample_of[i])),
                          kGainTop + kGainHeight / 2 * (1 - db / 12));
    }
    return fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"#15803d\" stroke-width=\"1.5\"/>\n",
                       path);
  }

  const std::span<const PictureClause> clauses_;
  PitchSpan pitch_;
};

}  // namespace

std::string PlanAsText(std::span<const PictureClause> clauses, int columns) {
  std::string out;
  for (const PictureClause& clause : clauses) {
    out += TextPanel(clause, std::max(columns, 40) - 8).Draw();
  }
  return out;
}

std::string PlanAsSvg(std::span<const PictureClause> clauses) { return SvgDrawing(clauses).Draw(); }

}  // namespace vivavoce::speaking
