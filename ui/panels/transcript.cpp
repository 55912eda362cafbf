// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/transcript.h"

#include <QCoreApplication>

#include "ui/base/number_format.h"

namespace weft::ui {
namespace {

constexpr int kMostLines = 5000;
constexpr std::size_t kMostCalls = 1000;  // kept of a folded line

QString words(const char* text) {
    return QCoreApplication::translate("weft::ui::Transcript", text);
}

bool folds(const TranscriptLine& a, const TranscriptLine& b) {
    return a.kind == TranscriptLine::Kind::Call && b.kind == a.kind && a.text == b.text;
}

QString tipOf(const TranscriptLine& line) {
    QStringList parts = {line.text};
    if (!line.result.isEmpty()) { parts.append(line.result); }
    if (!line.detail.isEmpty()) { parts.append(line.detail); }
    return parts.join('\n');
}

std::vector<RowList<TranscriptLine>::Column> columns() {
    const Qt::Alignment right = Qt::AlignRight | Qt::AlignVCenter;
    return {
        {.title = words("time"),
         .text =
             [](const TranscriptLine& l) {
                 return QString::number(l.seconds, 'f', 2) + QStringLiteral(" s");
             },
         .role = TextRole::MonoSmall,
         .align = right},
        {.title = QString(),
         .text =
             [](const TranscriptLine& l) {
                 return l.count > 1 ? QChar(0xD7) + formatCount(l.count) : QString();
             },
         .role = TextRole::MonoSmall,
         .align = right},
        {.title = words("call"),
         .text = [](const TranscriptLine& l) { return l.text; },
         .tip = tipOf},
        {.title = words("result"),
         .text = [](const TranscriptLine& l) { return l.result; },
         .tip = tipOf},
        {.title = QString(),
         .text = [](const TranscriptLine& l) { return l.detail; },
         .role = TextRole::MonoSmall,
         .align = right,
         .tip = tipOf},
    };
}

}  // namespace

Transcript::Transcript(QObject* parent) : RowList(columns(), parent) {}

void Transcript::add(const std::vector<TranscriptLine>& lines) {
    for (const TranscriptLine& line : lines) {
        const bool again = !rows().empty() && folds(rows().back(), line);
        const bool looks = line.kind == TranscriptLine::Kind::Result;
        if (looks && !rows().empty() && rows().back().kind == line.kind) {
            replaceLast(line);
            continue;
        }
        if (again) {
            TranscriptLine folded = line;
            folded.count = rows().back().count + line.count;
            replaceLast(std::move(folded));
        } else {
            append(line);
            m_calls.emplace_back();
        }
        if (line.values.empty()) { continue; }
        std::vector<std::vector<QString>>& kept = m_calls.back().values;
        if (kept.size() == kMostCalls) { kept.erase(kept.begin()); }
        kept.push_back(line.values);
    }
    const auto many = static_cast<int>(rows().size());
    if (many <= kMostLines) { return; }
    dropFirst(many - kMostLines);
    m_calls.erase(m_calls.begin(), m_calls.begin() + (many - kMostLines));
}

void Transcript::clear() {
    setRows({});
    m_calls.clear();
}

const std::vector<std::vector<QString>>& Transcript::calls(int row) const {
    return m_calls[static_cast<std::size_t>(row)].values;
}

}  // namespace weft::ui
