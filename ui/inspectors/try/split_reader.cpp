// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/try/split_reader.h"

#include "ui/base/background.h"
#include "ui/base/to_qt.h"

namespace weft::ui {
namespace {

Result<std::vector<DataSource>> openAll(const std::vector<PlanSource>& sources,
                                        const std::string& split, const std::string& folder,
                                        const Cancellation& cancellation) {
    const SplitOpener open = dataOpener(folder, &cancellation);
    std::vector<DataSource> opened;
    for (const PlanSource& source : sources) { opened.push_back(WEFT_TRY(open(source, split))); }
    return opened;
}

}  // namespace

SplitReader::~SplitReader() { cancel(); }

void SplitReader::cancel() {
    if (m_cancellation != nullptr) { m_cancellation->cancel(); }
    m_cancellation.reset();
}

void SplitReader::read(const std::vector<PlanSource>& sources, const std::string& split,
                       const QString& folder) {
    const bool same = sources == m_wanted && split == m_split && folder == m_folder;
    if (same && (isReading() || !m_sources.empty())) { return; }
    cancel();
    m_wanted = sources;
    m_split = split;
    m_folder = folder;
    m_sources.clear();
    const auto cancellation = std::make_shared<Cancellation>();
    m_cancellation = cancellation;
    inBackground(
        this,
        [sources, split, path = folder.toStdString(), cancellation] {
            return openAll(sources, split, path, *cancellation);
        },
        [this, cancellation](Result<std::vector<DataSource>> opened) {
            if (m_cancellation != cancellation) { return; }
            m_cancellation.reset();
            if (!opened.ok()) {
                emit failed(toQt(messageOf(opened.status())));
                return;
            }
            m_sources = *std::move(opened);
            emit ready();
        });
}

}  // namespace weft::ui
