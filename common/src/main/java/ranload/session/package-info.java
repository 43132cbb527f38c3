/**
 * What a session is: the request that asks for it, the plan that fixes it, the states it passes through. Records,
 * enums and sealed interfaces only.
 */
package ranload.session;
