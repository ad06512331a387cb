/** Another password for whoever is signed in. */

import { say } from '../lang.js';
import { post } from './line.js';

const $ = (id) => document.getElementById(id);

/** Whoever sits here now. Browsers keep passwords by the name that stands beside them. */
export function beginRenewal(name) {
  $('renew-name').value = name;
  $('renew-old').value = $('renew-new').value = $('renew-done').textContent = '';
  $('renew-box').open = false;
}

/** during(work) runs what may fail. */
export function offerRenewal(during) {
  $('renew-form').addEventListener('submit', (event) => {
    event.preventDefault();
    $('renew-done').textContent = '';
    during(async () => {
      await post('account/password', { old: $('renew-old').value, new: $('renew-new').value });
      beginRenewal($('renew-name').value);
      $('renew-done').textContent = say('renew.done');
      $('renew-box').firstElementChild.focus();
    });
  });
}
