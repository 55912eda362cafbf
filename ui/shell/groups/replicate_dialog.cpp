// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/groups/replicate_dialog.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>
#include <algorithm>

#include "ui/base/to_qt.h"
#include "ui/session/gpu/known_gpus.h"

namespace weft::ui {
namespace {

constexpr int kLeastCpus = 4;
constexpr int kWidth = 380;
constexpr std::size_t kLeastTowers = 2;

}  // namespace

ReplicateDialog::ReplicateDialog(int cpuDevices, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("replicateDialog"));
    setWindowTitle(tr("Replicate over devices"));
    setAttribute(Qt::WA_DeleteOnClose);
    setMinimumWidth(kWidth);
    auto* column = new QVBoxLayout(this);
    auto* words = new QLabel(tr("A copy of the selection on each device. Each batch is split among "
                                "them, the weights are shared, losses and gradients averaged."),
                             this);
    words->setWordWrap(true);
    column->addWidget(words);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Devices"));
    column->addWidget(m_list);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_accept = buttons->addButton(tr("Replicate"), QDialogButtonBox::AcceptRole);
    m_accept->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::itemChanged, this, &ReplicateDialog::showChoice);
    for (int i = 0; i < std::max(cpuDevices, kLeastCpus); ++i) {
        add(QStringLiteral("/device:CPU:%1").arg(i), tr("logical CPU"),
            static_cast<std::size_t>(i) < kLeastTowers);
    }
    const auto addGpus = [this](const GpuList& known) {
        for (const GpuEntry& card : known.cards) { add(toQt(card.device), toQt(card.name), false); }
    };
    KnownGpus& known = KnownGpus::instance();
    if (const auto& cards = known.list()) {
        addGpus(*cards);
    } else {
        connect(&known, &KnownGpus::answered, this,
                [addGpus] { addGpus(*KnownGpus::instance().list()); });
    }
    m_list->setCurrentRow(0);
    m_list->setFocus();
    showChoice();
}

void ReplicateDialog::add(const QString& device, const QString& words, bool chosen) {
    const QString shown = device.section('/', -1).remove(QStringLiteral("device:"));
    auto* item = new QListWidgetItem(shown + QStringLiteral("  \u2013  ") + words, m_list);
    item->setData(Qt::UserRole, device);
    item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
    item->setCheckState(chosen ? Qt::Checked : Qt::Unchecked);
}

std::vector<std::string> ReplicateDialog::devices() const {
    std::vector<std::string> chosen;
    for (int i = 0; i < m_list->count(); ++i) {
        const QListWidgetItem* item = m_list->item(i);
        if (item->checkState() != Qt::Checked) { continue; }
        chosen.push_back(item->data(Qt::UserRole).toString().toStdString());
    }
    return chosen;
}

void ReplicateDialog::showChoice() {
    const std::size_t towers = devices().size();
    m_accept->setEnabled(towers >= kLeastTowers);
    m_accept->setText(towers < kLeastTowers ? tr("Choose two") : tr("Make %1 towers").arg(towers));
}

}  // namespace weft::ui
