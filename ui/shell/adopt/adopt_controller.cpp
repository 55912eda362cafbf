// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/adopt/adopt_controller.h"

#include <QFileDialog>
#include <QFileInfo>
#include <algorithm>
#include <set>

#include "ui/base/settings.h"
#include "ui/base/to_qt.h"
#include "ui/commands/foreign/guesses.h"
#include "ui/inspectors/data/data_keeper.h"
#include "ui/panels/adopt_bar.h"
#include "ui/shell/edit_controller.h"

namespace weft::ui {
namespace {

constexpr int kMostLookedFor = 16;  // placeholders whose files are looked for
constexpr double kBesidePlaceholder = 240;
constexpr double kRow = 140;

/// Placeholders that nothing feeds and that have no value of their own.
std::vector<const Item*> unfed(const EngineDocument& document) {
    std::set<ItemId> found;
    for (const Finding& finding : document.expansion.findings) {
        if (finding.kind == Finding::Kind::Unfed) { found.insert(finding.item); }
    }
    std::vector<const Item*> items;
    for (const ItemId id : found) {
        if (const Item* item = document.project->item(id)) { items.push_back(item); }
    }
    return items;
}

/// "images.npy" for a placeholder images, in that folder.
QString fileFor(const QString& folder, const QString& name) {
    for (const char* ending : {".npy", ".csv", ".csv.gz"}) {
        const QString path = folder + '/' + name + QLatin1String(ending);
        if (QFileInfo::exists(path)) { return path; }
    }
    return {};
}

QString namesOf(const QStringList& paths) {
    QStringList names;
    for (const QString& path : paths) { names.append(QFileInfo(path).fileName()); }
    return names.join(QStringLiteral(", "));
}

}  // namespace

AdoptController::AdoptController(AdoptBar& bar, EditController& edits, DataKeeper& data)
    : QObject(&edits), m_bar(bar), m_edits(edits), m_data(data) {
    connect(&bar, &AdoptBar::otherChosen, this, [this](int key, quint64 item) {
        if (m_edits.drawing() == nullptr) { return; }
        const std::shared_ptr<const EngineDocument> document = m_edits.drawing()->current();
        (void)m_edits.edit(tr("Choose instead"), [&](Edit& e) {
            return chooseInstead(e, *document, static_cast<ForeignGuess::What>(key), ItemId{item});
        });
    });
    connect(&bar, &AdoptBar::deedChosen, this, [this](int, int deed) {
        if (deed == UseBeside) {
            takeFiles(m_beside);
        } else {
            chooseFiles();
        }
    });
}

void AdoptController::look(const EngineDocument* document) {
    if (document == nullptr) {
        m_bar.reset();
        return;
    }
    std::vector<AdoptChip> chips;
    for (ForeignGuess& guess : guessesOf(*document)) {
        chips.push_back({static_cast<int>(guess.what), std::move(guess.words),
                         std::move(guess.evidence), guess.item, std::move(guess.places),
                         std::move(guess.others), guess.needsWork});
        if (guess.what == ForeignGuess::What::Feeds && guess.needsWork) {
            addDeeds(*document, chips.back());
        }
    }
    m_bar.show(chips);
}

void AdoptController::addDeeds(const EngineDocument& document, AdoptChip& chip) {
    m_beside.clear();
    const QString folder = QFileInfo(document.path).absolutePath();
    int looked = 0;
    for (const Item* item : unfed(document)) {
        if (document.path.isEmpty() || ++looked > kMostLookedFor) { break; }
        const QString path = fileFor(folder, toQt(item->name));
        if (!path.isEmpty()) { m_beside.append(path); }
    }
    if (!m_beside.isEmpty()) {
        chip.deeds.emplace_back(UseBeside, tr("Use %1, beside this graph").arg(namesOf(m_beside)));
    }
    chip.deeds.emplace_back(ChooseFiles, tr("Choose files of data\u2026"));
}

void AdoptController::chooseFiles() {
    if (m_edits.drawing() == nullptr) { return; }
    const QString path = m_edits.drawing()->path();
    const QStringList chosen = QFileDialog::getOpenFileNames(
        qobject_cast<QWidget*>(m_edits.parent()), tr("Data for its placeholders"),
        path.isEmpty() ? Settings().lastFolder() : QFileInfo(path).absolutePath(),
        tr("Data (*.npy *.csv *.csv.gz *-ubyte *-ubyte.gz)"));
    takeFiles(chosen);
}

/// Each left of the placeholder that has its name, else below the others.
void AdoptController::takeFiles(const QStringList& paths) {
    if (m_edits.drawing() == nullptr) { return; }
    const std::shared_ptr<const EngineDocument> document = m_edits.drawing()->current();
    const std::vector<const Item*> wanting = unfed(*document);
    double below = 0;
    for (const QString& path : paths) {
        const QString stem = QFileInfo(path).fileName().section('.', 0, 0);
        const auto named = std::ranges::find_if(
            wanting, [&](const Item* item) { return toQt(item->name) == stem; });
        const Item* beside = named != wanting.end() ? *named
                             : wanting.empty()      ? nullptr
                                                    : wanting.front();
        QPointF at(-kBesidePlaceholder, below);
        if (beside != nullptr && !beside->parent.valid()) {
            at = QPointF(beside->x - kBesidePlaceholder,
                         named != wanting.end() ? beside->y : beside->y + below);
        }
        below += kRow;
        m_data.takeFile(path, 0, at);
    }
}

}  // namespace weft::ui
